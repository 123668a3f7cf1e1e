package io.edgeless.process.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

class ProcessTreeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void kill_endsAProcessAndWhatItStarted() throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", "trap '' TERM; sleep 600 & wait").start();
        await().atMost(PATIENCE).until(() -> shell.descendants().count() == 1);
        List<ProcessHandle> children = shell.descendants().toList();

        assertThat(ProcessTree.kill(shell, PATIENCE)).isTrue();

        assertThat(shell.isAlive()).isFalse();
        assertThat(children).noneMatch(ProcessHandle::isAlive);
    }
}
