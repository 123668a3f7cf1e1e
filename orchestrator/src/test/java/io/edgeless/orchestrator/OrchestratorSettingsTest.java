package io.edgeless.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.DomainId;
import io.edgeless.orchestrator.placement.Strategy;
import io.edgeless.process.grpc.SecuritySettings;
import io.edgeless.process.settings.TomlFile;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

class OrchestratorSettingsTest {

    @TempDir private Path folder;

    private SettingsReader reader(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("orchestrator.toml"), text);
        try (var timers = World.real().timers()) {
            return ((TomlFile.Result.Parsed) TomlFile.read(World.real().disk(), file)).settings();
        }
    }

    @Test
    void template_hasTheKnownKeysAndDefaults() throws IOException {
        SettingsReader reader = reader(OrchestratorSettings.template());

        var general =
                new OrchestratorSettings.General(
                        "http://127.0.0.1:7002",
                        Duration.ofSeconds(2),
                        new DomainId("domain-7000"),
                        "http://127.0.0.1:7003",
                        "http://127.0.0.1:7003",
                        "http://127.0.0.1:7004",
                        SecuritySettings.standard());
        assertThat(OrchestratorSettings.read(reader))
                .isEqualTo(
                        new OrchestratorSettings(
                                general,
                                Strategy.RANDOM,
                                Path.of("edgeless-data/orchestrator-domain-7000"),
                                ""));
        assertThat(reader.problems()).isEmpty();
        assertThat(reader.warnings()).isEmpty();
    }

    @Test
    void read_ofV12File_isAccepted() throws IOException {
        SettingsReader reader =
                reader(
                        """
                        [general]
                        domain_register_url = "http://127.0.0.1:7002"
                        subscription_refresh_interval_sec = 2
                        domain_id = "domain/1"
                        orchestrator_url = "http://0.0.0.0:7003"
                        orchestrator_url_announced = ""
                        node_register_url = "http://0.0.0.0:7004"

                        [baseline]
                        orchestration_strategy = "RoundRobin"

                        [proxy]
                        proxy_type = "None"
                        proxy_gc_period_seconds = 360

                        [proxy.dataset_settings]
                        dataset_path = "dataset/myexp-"
                        append = true
                        additional_fields = "a,b"
                        additional_header = "c,d"
                        """);

        OrchestratorSettings settings = OrchestratorSettings.read(reader);

        assertThat(settings.strategy()).isEqualTo(Strategy.ROUND_ROBIN);
        assertThat(settings.dataDir()).isEqualTo(Path.of("edgeless-data/orchestrator-domain_1"));
        assertThat(reader.problems()).isEmpty();
        assertThat(reader.warnings()).isEmpty();
    }

    @Test
    void read_ofBadValues_tellsAllOfThem() throws IOException {
        SettingsReader reader =
                reader(
                        """
                        [general]
                        domain_register_url = "7002"
                        subscription_refresh_interval_sec = 0
                        domain_id = "domain-1"
                        orchestrator_url = "http://127.0.0.1:7003"
                        orchestrator_url_announced = "here"
                        node_register_coap_url = "coap://127.0.0.1:7004"
                        nonsense = 1

                        [baseline]
                        orchestration_strategy = "Best"

                        [telemetry]
                        metrics_url = "there"

                        [proxy]
                        proxy_type = "Redis"
                        """);

        OrchestratorSettings.read(reader);

        assertThat(reader.problems())
                .anyMatch(problem -> problem.contains("domain_register_url"))
                .anyMatch(problem -> problem.contains("subscription_refresh_interval_sec"))
                .anyMatch(problem -> problem.contains("orchestrator_url_announced"))
                .anyMatch(problem -> problem.contains("node_register_coap_url"))
                .anyMatch(problem -> problem.contains("node_register_url"))
                .anyMatch(problem -> problem.contains("orchestration_strategy"))
                .anyMatch(problem -> problem.contains("metrics_url"))
                .anyMatch(problem -> problem.contains("proxy_type"))
                .hasSize(8);
        assertThat(reader.warnings()).hasSize(1);
    }
}
