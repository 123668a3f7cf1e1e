package io.edgeless.dataplane.run;

import java.util.concurrent.CountDownLatch;

/// Waits as code does that does not listen to interruptions.
public final class DeafWait {

    private DeafWait() {}

    /// Waits for the latch; an interruption that came meanwhile is left in the thread's flag.
    public static void on(CountDownLatch latch) {
        boolean isFlagged = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                isFlagged = true;
            }
        }
        if (isFlagged) {
            Thread.currentThread().interrupt();
        }
    }
}
