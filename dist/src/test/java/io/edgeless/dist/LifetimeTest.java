package io.edgeless.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeless.process.lifecycle.StartupException;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Ends of a process that does not end by itself; those in order are tested with the programs.
class LifetimeTest {

    /// Longer than the test may take.
    private static final String FOR_EVER = "3600";

    /// Says "started", and "closing" when it is told to stop.
    private static Process started(String stopSeconds) throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,TERM"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
        command.addAll(List.of(ProgramThatDoesNotStop.class.getName(), stopSeconds));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static void signal(Process process, String signal)
            throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void interruptedTwice_endsAtOnce() throws IOException, InterruptedException {
        Process process = started(FOR_EVER);
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("started");
            signal(process, "INT");
            assertThat(out.readLine()).isEqualTo("closing");
            signal(process, "TERM");
            assertThat(process.isAlive()).as("a stop is going on").isTrue();
            signal(process, "INT");

            assertThat(exitCode(process)).isEqualTo(130);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void stopBeyondItsDeadline_endsAnywayAndIsNoSuccess() throws IOException, InterruptedException {
        Process process = started("1");
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("started");
            signal(process, "TERM");

            assertThat(exitCode(process)).isEqualTo(1);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void end_closesWhatWasStartedLastFirst() throws InterruptedException {
        List<String> closed = new ArrayList<>();
        Lifetime lifetime = new Lifetime();
        lifetime.start(() -> () -> closed.add("first"));
        lifetime.start(() -> () -> closed.add("second"));

        assertThat(lifetime.end(2)).isEqualTo(2);

        assertThat(closed).containsExactly("second", "first");
        assertThat(lifetime.isStopping()).isTrue();
        assertThatThrownBy(() -> lifetime.start(() -> () -> {}))
                .isInstanceOf(StartupException.class);
    }

    @Test
    void end_closeFailing_isNoSuccess() throws InterruptedException {
        Lifetime lifetime = new Lifetime();
        lifetime.start(() ->
                () -> {
                    throw new IOException("disk full");
                });

        assertThat(lifetime.end(0)).isEqualTo(1);
    }

    @Test
    void untilFailed_isTheFirstFailure() throws InterruptedException {
        Lifetime lifetime = new Lifetime();
        lifetime.failed("the disk is full");

        assertThat(lifetime.untilFailed()).isEqualTo(1);
    }
}
