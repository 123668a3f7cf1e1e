package io.edgeless.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.spec.LimitAnnotation;
import io.edgeless.component.Limits;
import io.edgeless.process.grpc.SecuritySettings;
import io.edgeless.world.SettingsReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

class NodeSettingsTest {

    private static final String ID = "00000000-0000-0009-0000-000000000009";
    private static final String LEAST =
            """
            [general]
            node_id = "%s"
            agent_url = "http://127.0.0.1:7005"
            invocation_url = "http://127.0.0.1:7006"
            node_register_url = "http://127.0.0.1:7004"
            """
                    .formatted(ID);

    private static NodeSettings read(String toml) {
        SettingsReader file = RunningNode.read(toml);
        NodeSettings settings = NodeSettings.read(file);
        assertThat(file.problems()).isEmpty();
        return settings;
    }

    private static List<String> problems(String toml) {
        SettingsReader file = RunningNode.read(toml);
        NodeSettings.read(file);
        return file.problems();
    }

    @Test
    void defaults_areThose() {
        NodeSettings settings = read(LEAST);

        assertThat(settings.general())
                .isEqualTo(
                        new NodeSettings.General(
                                new NodeId(UUID.fromString(ID)),
                                "http://127.0.0.1:7005",
                                "http://127.0.0.1:7005",
                                "http://127.0.0.1:7006",
                                "http://127.0.0.1:7006",
                                "http://127.0.0.1:7004",
                                Duration.ofSeconds(2),
                                Path.of("edgeless-data/node-" + ID),
                                SecuritySettings.standard()));
        assertThat(settings.telemetry()).isEqualTo(new NodeSettings.Telemetry("", false));
        assertThat(settings.guests())
                .isEqualTo(
                        new NodeSettings.Guests(
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(5),
                                Limits.DEFAULT,
                                1L << 30));
    }

    @Test
    void everyKey_isRead() {
        NodeSettings settings =
                read(
                        """
                        [general]
                        node_id = "%s"
                        agent_url = "http://127.0.0.1:1"
                        agent_url_announced = "http://192.0.2.1:1"
                        invocation_url = "http://127.0.0.1:2"
                        invocation_url_announced = "http://192.0.2.1:2"
                        node_register_url = "http://127.0.0.1:3"
                        subscription_refresh_interval_sec = 7
                        data_dir = "/var/lib/edgeless"
                        [telemetry]
                        metrics_url = "http://127.0.0.1:4"
                        performance_samples = true
                        [guests]
                        call_timeout_sec = 8
                        stop_grace_sec = 9
                        states_mib_max = 10
                        memory_pages_max = 11
                        payload_bytes_max = 12
                        state_bytes_max = 13
                        mailbox_events_max = 14
                        mailbox_bytes_max = 15
                        cpu_budget_ms = 16
                        wall_budget_ms = 17
                        pending_calls_max = 18
                        timers_max = 19
                        log_lines_per_second_max = 20
                        log_line_bytes_max = 21
                        """
                                .formatted(ID));

        assertThat(settings.general().agentUrlAnnounced()).isEqualTo("http://192.0.2.1:1");
        assertThat(settings.general().invocationUrlAnnounced()).isEqualTo("http://192.0.2.1:2");
        assertThat(settings.general().refreshInterval()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.general().dataDir()).isEqualTo(Path.of("/var/lib/edgeless"));
        assertThat(settings.telemetry())
                .isEqualTo(new NodeSettings.Telemetry("http://127.0.0.1:4", true));
        assertThat(settings.guests())
                .isEqualTo(
                        new NodeSettings.Guests(
                                Duration.ofSeconds(8),
                                Duration.ofSeconds(9),
                                new Limits(
                                        11,
                                        12,
                                        13,
                                        14,
                                        15,
                                        Duration.ofMillis(16),
                                        Duration.ofMillis(17),
                                        18,
                                        19,
                                        20,
                                        21),
                                10L << 20));
    }

    @ParameterizedTest
    @EnumSource(LimitAnnotation.class)
    void limit_outOfItsRange_isAProblemWithKeyValueAndRange(LimitAnnotation limit) {
        long wrong = limit.most() + 1L;
        String key = LimitSettings.key(limit);

        assertThat(problems(LEAST + "[guests]\n" + key + " = " + wrong + "\n"))
                .anySatisfy(problem ->
                        assertThat(problem)
                                .contains("guests." + key)
                                .contains(String.valueOf(wrong))
                                .contains(limit.least() + " to " + limit.most()));
    }

    @Test
    void mailbox_thatCannotTakeOnePayload_isAProblem() {
        assertThat(
                        problems(
                                LEAST
                                        + "[guests]\npayload_bytes_max = 2000\nmailbox_bytes_max ="
                                        + " 1000\n"))
                .singleElement()
                .asString()
                .contains("guests.mailbox_bytes_max")
                .contains("payload_bytes_max, which is 2000");
    }

    @ParameterizedTest
    @CsvSource({
        "stop_grace_sec = 0, stop_grace_sec",
        "stop_grace_sec = 61, stop_grace_sec",
        "call_timeout_sec = \"soon\", call_timeout_sec",
        "states_mib_max = 0, states_mib_max"
    })
    void badValue_ofTheGuests_isAProblemWithItsKey(String line, String key) {
        assertThat(problems(LEAST + "[guests]\n" + line + "\n"))
                .singleElement()
                .asString()
                .contains("guests." + key);
    }

    @ParameterizedTest
    @CsvSource({
        "node_id = \"x\", node_id",
        "node_id = \"\", node_id",
        "agent_url = \"nowhere\", agent_url",
        "invocation_url = \"http://\", invocation_url",
        "node_register_url = 4, node_register_url"
    })
    void badValue_inGeneral_isAProblemWithItsKey(String line, String key) {
        String toml = LEAST.replaceAll("(?m)^" + key + " = .*$", line);

        assertThat(problems(toml))
                .anySatisfy(problem -> assertThat(problem).contains("general." + key));
    }

    @Test
    void everythingMissing_isReportedAtOnce() {
        assertThat(problems(""))
                .hasSize(4)
                .allSatisfy(problem -> assertThat(problem).contains("is missing"));
    }

    @Test
    void metricsUrl_thatIsNone_isAProblem() {
        assertThat(problems(LEAST + "[telemetry]\nmetrics_url = \"nowhere\"\n"))
                .singleElement()
                .asString()
                .contains("telemetry.metrics_url");
    }

    @Test
    void template_hasNoProblemAndNoUnknownKeyOfOurs() {
        SettingsReader file =
                RunningNode.read(NodeSettings.template(new NodeId(new UUID(1, 2)), 7005, 1));

        NodeSettings settings = NodeSettings.read(file);

        assertThat(file.problems()).isEmpty();
        assertThat(file.warnings())
                .allSatisfy(
                        warning -> assertThat(warning).containsAnyOf("resources", "wasm_runtime"));
        assertThat(settings.telemetry().metricsUrl()).isEqualTo("http://127.0.0.1:7007");
        assertThat(settings.guests().caps()).isEqualTo(Limits.DEFAULT);
    }
}
