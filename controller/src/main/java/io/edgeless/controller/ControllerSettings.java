package io.edgeless.controller;

import io.edgeless.process.grpc.Endpoint;
import io.edgeless.process.grpc.SecuritySettings;
import io.edgeless.world.SettingsReader;

import java.nio.file.Path;
import java.time.Duration;

/// The settings of a controller: controller.toml with the keys of v1.2, and our optional ones.
///
/// @param controllerUrl where clients are served
/// @param domainRegisterUrl where orchestrators register
/// @param savedWorkflows a file that a v1.2 controller has saved its workflows in; read when the
///   data folder is new, never written; the empty path: none
/// @param dataDir everything the controller keeps
/// @param domainLost how long a domain must be gone before its workflows are placed elsewhere
/// @param security of its ports and of those it calls
/// @param metricsUrl empty: no port for counters and health
public record ControllerSettings(
        String controllerUrl,
        String domainRegisterUrl,
        Path savedWorkflows,
        Path dataDir,
        Duration domainLost,
        SecuritySettings security,
        String metricsUrl) {

    private static final Path DATA_DIR = Path.of("edgeless-data", "controller");
    private static final Duration DOMAIN_LOST = Duration.ofSeconds(30);
    private static final long DOMAIN_LOST_SEC_MAX = 86_400;

    /// Reads and checks controller.toml; problems are reported to the reader.
    public static ControllerSettings read(SettingsReader file) {
        SettingsReader general = file.table("general");
        return new ControllerSettings(
                url(file, "controller_url"),
                url(file, "domain_register_url"),
                file.path("persistence_filename", Path.of("")),
                dataDir(file, general),
                file.seconds("domain_lost_sec", DOMAIN_LOST, 1, DOMAIN_LOST_SEC_MAX),
                SecuritySettings.read(general, file),
                Endpoint.optionalUrl(file.table("telemetry"), "metrics_url"));
    }

    private static String url(SettingsReader file, String key) {
        String text = file.requiredString(key);
        if (!text.isEmpty() && Endpoint.parse(text).isEmpty()) {
            file.problem(key, "must look like http://127.0.0.1:7001, but is " + text);
        }
        return text;
    }

    private static Path dataDir(SettingsReader file, SettingsReader general) {
        SettingsReader table = file.has("data_dir") ? file : general;
        return table.path("data_dir", DATA_DIR);
    }

    /// The text of a new controller.toml.
    public static String template() {
        return """
        # A controller: accepts workflows and decides which domain runs them.

        # Where clients reach it, and where orchestrators register.
        controller_url = "http://127.0.0.1:7001"
        domain_register_url = "http://127.0.0.1:7002"

        # Workflows saved by a v1.2 controller: taken over when the data folder is new, never
        # written. Empty: none.
        persistence_filename = "controller.save"

        # Where the controller keeps its workflows and their code.
        data_dir = "edgeless-data/controller"
        # Certificates: tls_config.toml if it is there, or the file named here, or none ("").
        # tls_config = "tls_config.toml"
        # true: ports without TLS may be reached from other machines.
        insecure = false

        # When a domain has been gone for so long, its workflows are placed in another one that
        # can run them, if there is one.
        domain_lost_sec = 30

        [telemetry]
        # Where counters and health are shown, such as http://127.0.0.1:6991. Empty: nowhere.
        metrics_url = ""
        """;
    }
}
