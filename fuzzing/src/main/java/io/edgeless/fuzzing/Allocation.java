package io.edgeless.fuzzing;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/// What a piece of work takes from the heap: a claimed size that is allocated before it is checked
/// shows here, long before memory is short.
///
/// A fuzzer that is guided by coverage rewrites classes when they are loaded, on the thread that
/// needs them, which takes more than any input: in its process nothing is measured here; there the
/// heap is small instead.
public final class Allocation {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// Set by whoever starts the fuzzer.
    private static final boolean IS_MEASURED =
            !Boolean.getBoolean("edgeless.fuzzing") && System.getenv("JAZZER_FUZZ") == null;

    private Allocation() {}

    /// Does the work on this thread; what other threads allocate does not count.
    ///
    /// @throws AssertionError when it allocated more than that
    public static <T> T within(long bytesMax, Supplier<T> work) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        T result = work.get();
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (IS_MEASURED && bytes > bytesMax) {
            throw new AssertionError(
                    "allocated %,d bytes, at most %,d are expected".formatted(bytes, bytesMax));
        }
        return result;
    }
}
