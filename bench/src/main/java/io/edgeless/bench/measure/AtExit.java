package io.edgeless.bench.measure;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/// What must not outlive this process, also when a signal ends it, which no `finally` sees. Ended
/// in reverse order. Safe for concurrent use.
final class AtExit {

    private static final Logger LOGGER = LoggerFactory.getLogger(AtExit.class);
    private static final AtExit OF_PROCESS = new AtExit();

    static {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("bench-end").unstarted(OF_PROCESS::end));
    }

    @GuardedBy("this")
    private final Deque<Runnable> owned = new ArrayDeque<>();

    @GuardedBy("this")
    private boolean isEnding;

    /// That of this process.
    static AtExit ofProcess() {
        return OF_PROCESS;
    }

    /// Takes over something that has begun; when it is too late for that, ends it and throws.
    ///
    /// @param end throws nothing but [BenchException]
    void own(Runnable end) {
        synchronized (this) {
            if (!isEnding) {
                owned.push(end);
                return;
            }
        }
        end.run();
        throw new BenchException("the process is ending");
    }

    /// Gives it back: who calls ends it. Does not return when the process is ending, so that what
    /// was ended under somebody's hands is not taken for a result.
    void disown(Runnable end) {
        synchronized (this) {
            if (!isEnding) {
                owned.removeFirstOccurrence(end);
                return;
            }
        }
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void end() {
        Deque<Runnable> last;
        synchronized (this) {
            isEnding = true;
            last = new ArrayDeque<>(owned);
        }
        for (Runnable end : last) {
            try {
                end.run();
            } catch (BenchException e) {
                LOGGER.warn("something is left behind: {}", Causes.text(e));
            }
        }
    }
}
