package io.edgeless.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.model.DomainCapabilities;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The output of `domain …`, byte for byte.
class DomainCommandsTest {

    private static final String FULL =
            "2 nodes, 8 CPUs (4 cores) with 4096 MiB, labels [a,b], num TEE 0, num TPM 1,"
                    + " runtimes [R,S], resources classes [x,y] providers [p,q],"
                    + " disk space 900 MiB, 1 GPUs with 10 MiB";

    private static final String NONE =
            "0 nodes, 0 CPUs (0 cores) with 0 MiB, labels [], num TEE 0, num TPM 0,"
                    + " runtimes [], resources classes [] providers [],"
                    + " disk space 0 MiB, 0 GPUs with 0 MiB";

    private static final String JSON =
            """
            {"domain":"d2","nodes":2,"cpus":8,"cores":4,"memory_mib":4096,"tee":0,"tpm":1,\
            "disk_mib":900,"gpus":1,"gpu_memory_mib":10,"labels":["a","b"],\
            "runtimes":["R","S"],"resource_classes":["x","y"],\
            "resource_providers":["p","q"]}\
            """;

    private final FakeController controller = new FakeController();

    @BeforeEach
    void fill() {
        controller.capabilities.put(new DomainId("d2"), Samples.CAPABILITIES);
        controller.capabilities.put(new DomainId("d1"), DomainCapabilities.NONE);
    }

    @AfterEach
    void close() {
        controller.close();
    }

    private CommandRun run(String command) {
        return CommandRun.on(controller.url(), command);
    }

    @Test
    void list_isSorted() {
        assertThat(run("domain list"))
                .isEqualTo(new CommandRun(0, "domain d1 (0 nodes)\ndomain d2 (2 nodes)\n", ""));
        assertThat(run("domain list --json").out())
                .isEqualTo(
                        "{\"domains\":[{\"domain\":\"d1\",\"nodes\":0},"
                                + "{\"domain\":\"d2\",\"nodes\":2}]}\n");
    }

    @Test
    void inspect_oneOrAll() {
        assertThat(run("domain inspect d2"))
                .isEqualTo(new CommandRun(0, "domain d2," + FULL + "\n", ""));
        assertThat(run("domain inspect all"))
                .isEqualTo(
                        new CommandRun(0, "domain d1," + NONE + "\ndomain d2," + FULL + "\n", ""));
    }

    @Test
    void inspect_json() {
        assertThat(run("domain inspect --json d2").out()).isEqualTo(JSON + "\n");
        assertThat(run("domain inspect --json all").out())
                .startsWith("{\"domains\":[{\"domain\":\"d1\"")
                .endsWith("," + JSON + "]}\n");
    }

    @Test
    void inspect_unknown_fails() {
        assertThat(run("domain inspect d3"))
                .isEqualTo(new CommandRun(1, "", "Error: domain d3 not found\n"));
        assertThat(run("domain inspect --json d3"))
                .isEqualTo(new CommandRun(1, "", "{\"error\":\"domain d3 not found\"}\n"));
    }

    @Test
    void all_withoutDomains_isEmpty() {
        controller.capabilities.clear();

        assertThat(run("domain list")).isEqualTo(new CommandRun(0, "", ""));
        assertThat(run("domain inspect all")).isEqualTo(new CommandRun(0, "", ""));
        assertThat(run("domain inspect all --json").out()).isEqualTo("{\"domains\":[]}\n");
    }
}
