package io.edgeless.process.lifecycle;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// A running program: owns its parts from the moment they are open, closes them in reverse order,
/// and knows when one of them has failed for good. Every `main` returns one. Safe for concurrent
/// use; closing twice does nothing the second time.
public final class Closer implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Closer.class);

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    @GuardedBy("lock")
    private boolean isClosed;

    /// Completed by the first failure, with its message.
    private final CompletableFuture<String> failure = new CompletableFuture<>();

    /// Starts a program: runs the steps, which hand over what they open, and closes all of it again
    /// when one of them throws.
    public static Closer start(Consumer<Closer> steps) {
        var closer = new Closer();
        try {
            steps.accept(closer);
            return closer;
        } catch (Throwable e) {
            try {
                closer.close();
            } catch (ShutdownException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /// Says that the program cannot go on, as after a failure of its disk: whoever runs it closes
    /// it and ends the process with an exit code other than 0. Only the first message counts. Does
    /// not block.
    public void fail(String message) {
        failure.complete(message);
    }

    /// Waits until this program, or one that it owns, cannot go on; returns why, for people.
    public String awaitFailure() throws InterruptedException {
        try {
            return failure.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("is only ever completed with a message", e);
        }
    }

    /// Takes over the part and returns it. After close the part is closed at once. When the part is
    /// a program itself and fails, this one fails.
    @CanIgnoreReturnValue
    public <C extends AutoCloseable> C own(C part) {
        if (part instanceof Closer program) {
            var _ = program.failure.thenAccept(this::fail);
        }
        synchronized (lock) {
            if (!isClosed) {
                parts.push(part);
                return part;
            }
        }
        finish(closeOne(part));
        return part;
    }

    /// Closes all parts, the last one first, also when some of them fail.
    ///
    /// @throws ShutdownException when some failed
    @Override
    public void close() {
        Deque<AutoCloseable> remaining;
        synchronized (lock) {
            isClosed = true;
            remaining = new ArrayDeque<>(parts);
            parts.clear();
        }
        List<Throwable> failures = new ArrayList<>();
        remaining.forEach(part -> failures.addAll(closeOne(part)));
        finish(failures);
    }

    private static List<Throwable> closeOne(AutoCloseable part) {
        try {
            part.close();
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(e);
        } catch (Exception e) {
            LOGGER.warn("{} could not be closed", part.getClass().getSimpleName(), e);
            return List.of(e);
        }
    }

    private static void finish(List<Throwable> failures) {
        if (!failures.isEmpty()) {
            var summary = new ShutdownException(failures.size() + " parts could not be closed");
            failures.forEach(summary::addSuppressed);
            throw summary;
        }
    }
}
