package io.edgeless.dataplane.run;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// CPU time of platform threads.
final class CpuTime {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private CpuTime() {}

    /// CPU time of the thread in ns; 0 when the machine does not tell.
    static long of(long threadId) {
        return THREADS.isThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled()
                ? Math.max(0, THREADS.getThreadCpuTime(threadId))
                : 0;
    }
}
