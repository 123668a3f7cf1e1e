package io.edgeless.cli.session;

import java.util.concurrent.CountDownLatch;

/// What is to be undone when the process is told to end (Ctrl-C, SIGTERM, SIGHUP) before this is
/// closed. The JVM ends when that is done, with 130 after Ctrl-C. Belongs to the thread of a
/// command, which does not go on after that.
public final class Interruption implements AutoCloseable {

    private final Thread hook;

    /// @param undo runs at the end of the process, beside the command; within a deadline of its own
    public Interruption(Runnable undo) {
        hook = Thread.ofPlatform().name("undo").unstarted(undo);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            awaitEndOfProcess();
        }
    }

    private static void awaitEndOfProcess() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
