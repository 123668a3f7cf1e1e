package io.edgeless.dist;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.process.lifecycle.Closer;
import io.edgeless.process.lifecycle.ShutdownException;
import io.edgeless.process.lifecycle.StartupException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import picocli.CommandLine.ExitCode;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// From the start of what a command runs to its end: by Ctrl-C, by SIGTERM, or because it cannot go
/// on. Whatever was started by then is stopped in reverse order, within a deadline.
///
/// SIGTERM and the end of the terminal end the process with 0 when everything stopped in order,
/// Ctrl-C with 130 as shells expect, and a second Ctrl-C at once.
///
/// The thread of the command starts things, the thread of the stop closes them; neither while the
/// other does, so that nothing is started behind the back of a stop.
final class Lifetime {

    private static final Logger LOGGER = LoggerFactory.getLogger("io.edgeless");

    /// Longer than any orderly stop.
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(15);

    /// 128 and the number of the signal, as shells count.
    private static final int INTERRUPTED = 130;

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Closer parts = new Closer();

    /// Set by the thread of the first signal, read by those that start, end and wait.
    private final AtomicBoolean isStopping = new AtomicBoolean();

    /// Why the program cannot go on, once it says so.
    private final CompletableFuture<String> failure = new CompletableFuture<>();

    private final Duration stopDeadline;

    Lifetime() {
        this(STOP_DEADLINE);
    }

    /// @param stopDeadline when a stop takes longer, the process ends anyway
    Lifetime(Duration stopDeadline) {
        this.stopDeadline = stopDeadline;
    }

    /// Stops in order when the process is told to from now on.
    void listen() {
        boolean areHandled =
                Signals.handle("INT", this::onInterrupt)
                        && Signals.handle("TERM", () -> onStop(ExitCode.OK));
        Signals.handle("HUP", () -> onStop(ExitCode.OK));
        if (!areHandled) {
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(this::close));
        }
    }

    /// Starts a part, which is closed at the end.
    ///
    /// @throws StartupException when the process has been told to stop
    @CanIgnoreReturnValue
    <C extends AutoCloseable> C start(Supplier<C> starter) {
        synchronized (lock) {
            if (isStopping.get()) {
                throw new StartupException("stopped while starting");
            }
            return parts.own(starter.get());
        }
    }

    /// Takes the message of a program that cannot go on.
    void failed(String message) {
        failure.complete(message);
    }

    /// Whether the process has been told to stop: what fails from now on is no news.
    boolean isStopping() {
        return isStopping.get();
    }

    /// Waits until the process ends by a signal, or the program says that it cannot go on.
    int untilFailed() throws InterruptedException {
        try {
            LOGGER.error("stopping: {}", failure.get());
        } catch (ExecutionException e) {
            throw new IllegalStateException("is only ever completed with a message", e);
        }
        return ExitCode.SOFTWARE;
    }

    /// What the command returned, after everything was stopped. Does not return when a signal ends
    /// the process.
    int end(int exitCode) throws InterruptedException {
        if (isStopping.compareAndSet(false, true)) {
            watch();
            return close() ? exitCode : ExitCode.SOFTWARE;
        }
        new CountDownLatch(1).await();
        return exitCode;
    }

    private void onInterrupt() {
        if (isStopping.get()) {
            Runtime.getRuntime().halt(INTERRUPTED);
        }
        onStop(INTERRUPTED);
    }

    private void onStop(int exitCode) {
        if (isStopping.compareAndSet(false, true)) {
            Thread.ofPlatform()
                    .name("stop")
                    .start(() -> {
                        LOGGER.info("stopping");
                        watch();
                        Runtime.getRuntime().halt(close() ? exitCode : ExitCode.SOFTWARE);
                    });
        }
    }

    private boolean close() {
        synchronized (lock) {
            try {
                parts.close();
                return true;
            } catch (ShutdownException e) {
                LOGGER.error("not stopped in order", e);
                return false;
            }
        }
    }

    private void watch() {
        Thread.ofPlatform().daemon().name("stop-watch").start(this::endAfterDeadline);
    }

    private void endAfterDeadline() {
        try {
            if (!new CountDownLatch(1).await(stopDeadline.toMillis(), TimeUnit.MILLISECONDS)) {
                LOGGER.error("not stopped within {} s: ending anyway", stopDeadline.toSeconds());
                Runtime.getRuntime().halt(ExitCode.SOFTWARE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
