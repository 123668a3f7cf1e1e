package io.edgeless.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.world.SettingsReader;

import org.junit.jupiter.api.Test;

import java.util.List;

class CapabilityOverridesTest {

    private static final NodeCapabilities DETECTED =
            new NodeCapabilities(
                    4,
                    "CPU",
                    3000,
                    2,
                    8192,
                    List.of("hostname=machine"),
                    false,
                    false,
                    List.of(),
                    100_000,
                    0,
                    "",
                    0);

    private static NodeCapabilities over(String toml) {
        SettingsReader reader = RunningNode.read(toml);
        NodeCapabilities result =
                CapabilityOverrides.read(reader).over(DETECTED, List.of("RUST_WASM"));
        assertThat(reader.problems()).isEmpty();
        return result;
    }

    @Test
    void nothingSaid_isAsDetectedWithTheRuntimes() {
        assertThat(over(""))
                .isEqualTo(
                        new NodeCapabilities(
                                4,
                                "CPU",
                                3000,
                                2,
                                8192,
                                List.of("hostname=machine"),
                                false,
                                false,
                                List.of("RUST_WASM"),
                                100_000,
                                0,
                                "",
                                0));
    }

    @Test
    void everyKey_isTakenOver() {
        NodeCapabilities said =
                over(
                        """
                        num_cpus = 1
                        model_name_cpu = "Other"
                        clock_freq_cpu = 1200.5
                        num_cores = 1
                        mem_size = 128
                        labels = ["zone=a", "gateway", "zone=a"]
                        is_tee_running = true
                        has_tpm = true
                        disk_tot_space = 0
                        num_gpus = 2
                        model_name_gpu = "GPU"
                        mem_size_gpu = 16
                        """);

        assertThat(said)
                .isEqualTo(
                        new NodeCapabilities(
                                1,
                                "Other",
                                1200.5f,
                                1,
                                128,
                                List.of("gateway", "hostname=machine", "zone=a"),
                                true,
                                true,
                                List.of("RUST_WASM"),
                                0,
                                2,
                                "GPU",
                                16));
    }

    @Test
    void numberBelowZero_isAProblemWithItsKey() {
        SettingsReader reader = RunningNode.read("num_cpus = -4\n");
        CapabilityOverrides.read(reader);

        assertThat(reader.problems()).singleElement().asString().contains("num_cpus");
    }
}
