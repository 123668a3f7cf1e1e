package io.edgeless.dist;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import picocli.CommandLine.ExitCode;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// From the start of a program to its end: by Ctrl-C or SIGTERM, which stop it in order and end the
/// process with 0, or by a failure.
final class Lifetime {

    private static final Logger LOGGER = LoggerFactory.getLogger("io.edgeless");

    /// Longer than any orderly stop; then the process ends anyway.
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(15);

    /// Why the program cannot go on, once it says so.
    private final CompletableFuture<String> failure = new CompletableFuture<>();

    /// Takes the message of a program that cannot go on.
    void failed(String message) {
        failure.complete(message);
    }

    /// Waits until the process ends by a signal, or the program says that it cannot go on.
    int untilStopped() throws InterruptedException {
        try {
            LOGGER.error("stopping: {}", failure.get());
        } catch (ExecutionException e) {
            throw new IllegalStateException("is only ever completed with a message", e);
        }
        return ExitCode.SOFTWARE;
    }

    /// Closes the program when the process is told to stop, and ends the process with 0.
    void onStop(AutoCloseable program) {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("stop")
                                .unstarted(() -> Runtime.getRuntime().halt(end(program))));
    }

    private int end(AutoCloseable program) {
        int stopped = stop(program);
        return failure.isDone() ? ExitCode.SOFTWARE : stopped;
    }

    private static int stop(AutoCloseable program) {
        Thread watch =
                Thread.ofPlatform().daemon().name("stop-watch").unstarted(() -> endAfterDeadline());
        watch.start();
        try {
            program.close();
            return 0;
        } catch (Exception e) {
            LOGGER.error("not stopped in order", e);
            return 1;
        }
    }

    private static void endAfterDeadline() {
        try {
            if (!new CountDownLatch(1).await(STOP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                Runtime.getRuntime().halt(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
