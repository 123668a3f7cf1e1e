package io.edgeless.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.util.List;

/// Run as part of the build, when the modules below have been built.
class SourceTreeTest {

    private final SourceTree tree = SourceTree.find().orElseThrow();

    @Test
    void targets_areThoseOfAllModules_eachWithSeeds() {
        List<Target> targets = tree.targets();

        assertThat(targets)
                .extracting(Target::name)
                .contains("WasmGateFuzz", "WireBytesFuzz", "TomlFuzz", "AgentRecordFuzz")
                .doesNotContain("TimidFuzz")
                .doesNotHaveDuplicates();
        assertThat(targets)
                .allSatisfy(target -> assertThat(Files.isDirectory(target.seeds())).isTrue());
    }

    @Test
    void classPath_hasTheFuzzerAndTheTestsOfEveryTarget() {
        String path = tree.classPath();

        assertThat(path).contains("jazzer-junit", "junit-platform-launcher");
        assertThat(tree.targets())
                .allSatisfy(target -> assertThat(path).contains(target.module().toString()));
    }
}
