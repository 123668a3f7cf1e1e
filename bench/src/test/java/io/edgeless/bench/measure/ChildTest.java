package io.edgeless.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

class ChildTest {

    @Test
    void close_runningChild_endsItAndWhatItStarted(@TempDir Path folder) {
        Child child =
                Child.start(
                        new ProcessBuilder("sh", "-c", "sleep 600 & echo begun; sleep 600"),
                        folder,
                        folder.resolve("log"));
        ProcessHandle shell = ProcessHandle.of(child.pid()).orElseThrow();
        Waiting.until("both run", Duration.ofSeconds(10), () -> shell.children().count() == 2);
        var grandchildren = shell.children().toList();
        child.close();
        assertThat(shell.isAlive()).isFalse();
        assertThat(grandchildren).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void await_childThatEnds_givesItsExitCode(@TempDir Path folder) {
        try (Child child =
                Child.start(
                        new ProcessBuilder("sh", "-c", "exit 3"), folder, folder.resolve("log"))) {
            assertThat(child.await(Duration.ofSeconds(10))).contains(3);
        }
    }
}
