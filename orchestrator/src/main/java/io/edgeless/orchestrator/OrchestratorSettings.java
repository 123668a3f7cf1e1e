package io.edgeless.orchestrator;

import io.edgeless.api.id.DomainId;
import io.edgeless.orchestrator.placement.Strategy;
import io.edgeless.process.grpc.Endpoint;
import io.edgeless.process.grpc.SecuritySettings;
import io.edgeless.world.SettingsReader;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/// The settings of an orchestrator: orchestrator.toml with the keys of v1.2, and our optional ones.
///
/// @param strategy how functions are spread over the nodes
/// @param dataDir everything the orchestrator keeps
/// @param metricsUrl where counters and health are shown; empty: nowhere
public record OrchestratorSettings(
        General general, Strategy strategy, Path dataDir, String metricsUrl) {

    private static final long INTERVAL_SEC_MAX = 3_600;
    private static final String DOMAIN_DEFAULT = "domain-7000";

    /// @param domainRegisterUrl the controller to register with
    /// @param refreshInterval of the domain's lease at the controller
    /// @param orchestratorUrl where the controller is served
    /// @param orchestratorUrlAnnounced what the controller is told; empty: found out
    /// @param nodeRegisterUrl where nodes register
    /// @param security of its ports and of those it calls
    public record General(
            String domainRegisterUrl,
            Duration refreshInterval,
            DomainId domainId,
            String orchestratorUrl,
            String orchestratorUrlAnnounced,
            String nodeRegisterUrl,
            SecuritySettings security) {}

    /// Reads and checks orchestrator.toml; problems are reported to the reader.
    public static OrchestratorSettings read(SettingsReader file) {
        SettingsReader table = file.table("general");
        General general = general(table);
        checkProxy(file.table("proxy"));
        String dataDir = "edgeless-data/orchestrator-" + fileName(general.domainId());
        return new OrchestratorSettings(
                general,
                strategy(file.table("baseline")),
                table.path("data_dir", Path.of(dataDir)),
                Endpoint.optionalUrl(file.table("telemetry"), "metrics_url"));
    }

    private static General general(SettingsReader table) {
        String domain = table.requiredString("domain_id");
        String bind = url(table, "orchestrator_url");
        String announced = table.string("orchestrator_url_announced", bind);
        if (!announced.isEmpty() && Endpoint.parse(announced).isEmpty()) {
            table.problem(
                    "orchestrator_url_announced",
                    "must be empty or look like http://127.0.0.1:7003, but is " + announced);
        }
        table.optionalString("node_register_coap_url")
                .ifPresent(coap ->
                        table.problem(
                                "node_register_coap_url",
                                "is not supported: nodes register by gRPC; remove the key"));
        return new General(
                url(table, "domain_register_url"),
                table.seconds(
                        "subscription_refresh_interval_sec",
                        Duration.ofSeconds(2),
                        1,
                        INTERVAL_SEC_MAX),
                new DomainId(domain.isEmpty() ? DOMAIN_DEFAULT : domain),
                bind,
                announced,
                url(table, "node_register_url"),
                SecuritySettings.read(table));
    }

    private static String url(SettingsReader table, String key) {
        String text = table.requiredString(key);
        if (!text.isEmpty() && Endpoint.parse(text).isEmpty()) {
            table.problem(key, "must look like http://127.0.0.1:7003, but is " + text);
        }
        return text;
    }

    private static Strategy strategy(SettingsReader table) {
        String text = table.requiredString("orchestration_strategy");
        return switch (text) {
            case "Random" -> Strategy.RANDOM;
            case "RoundRobin" -> Strategy.ROUND_ROBIN;
            default -> {
                if (!text.isEmpty()) {
                    table.problem(
                            "orchestration_strategy",
                            "must be \"Random\" or \"RoundRobin\", but is " + text);
                }
                yield Strategy.RANDOM;
            }
        };
    }

    /// The keys of the mirror in Redis are read, so that a v1.2 file gives no warnings.
    private static void checkProxy(SettingsReader table) {
        String type = table.string("proxy_type", "None").toLowerCase(Locale.ROOT);
        if (!type.equals("none")) {
            table.problem("proxy_type", "must be \"None\": there is no mirror in Redis yet");
        }
        table.integer("proxy_gc_period_seconds", 0, 0, Long.MAX_VALUE);
        table.string("redis_url", "");
        SettingsReader dataset = table.table("dataset_settings");
        dataset.string("dataset_path", "");
        dataset.flag("append", true);
        dataset.string("additional_fields", "");
        dataset.string("additional_header", "");
    }

    /// A domain may have any name.
    private static String fileName(DomainId domain) {
        return domain.value().replaceAll("[^A-Za-z0-9._-]", "_");
    }

    /// The text of a new orchestrator.toml.
    public static String template() {
        return """
        # An orchestrator: decides which node of its domain runs what.

        [general]
        # The controller it registers with.
        domain_register_url = "http://127.0.0.1:7002"
        subscription_refresh_interval_sec = 2
        domain_id = "domain-7000"
        # Where the controller reaches it. Announced empty: the first address that others reach.
        orchestrator_url = "http://127.0.0.1:7003"
        orchestrator_url_announced = "http://127.0.0.1:7003"
        # Where nodes register.
        node_register_url = "http://127.0.0.1:7004"
        # Where the orchestrator keeps what runs in its domain.
        data_dir = "edgeless-data/orchestrator-domain-7000"
        # Certificates: tls_config.toml if it is there, or the file named here, or none ("").
        # tls_config = "tls_config.toml"
        # true: ports without TLS may be reached from other machines.
        insecure = false

        [baseline]
        # "Random": in proportion to computing power. "RoundRobin": one after the other.
        orchestration_strategy = "Random"

        [telemetry]
        # Where counters and health are shown, such as http://127.0.0.1:6993. Empty: nowhere.
        metrics_url = ""

        [proxy]
        proxy_type = "None"
        proxy_gc_period_seconds = 360
        """;
    }
}
