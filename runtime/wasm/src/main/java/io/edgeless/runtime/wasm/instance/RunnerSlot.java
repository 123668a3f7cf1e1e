package io.edgeless.runtime.wasm.instance;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicReference;

/// Knows which thread runs a guest now, so that an interruption reaches that thread while it is in
/// the guest and never afterwards. [#enter()] and [#leave()] belong to the running thread,
/// [#interrupt()] to any other.
///
/// An interrupter takes the slot for the moment in which it sets the thread's flag; the thread
/// cannot leave meanwhile. The cost of an event without interruption is one store and one
/// compare-and-set.
final class RunnerSlot {

    private static final Object TAKEN = new Object();

    /// Null while no thread is in the guest, that thread while one is, or [#TAKEN]. Atomic: the
    /// thread that leaves and an interrupter compete for it.
    private final AtomicReference<@Nullable Object> runner = new AtomicReference<>();

    /// Volatile: set by an interrupter, read by the running thread after each host call.
    private volatile boolean interrupted;

    void enter() {
        interrupted = false;
        runner.set(Thread.currentThread());
    }

    /// Clears the thread's interrupt flag if it was set from here; a flag set for somebody further
    /// up the stack stays.
    void leave() {
        while (!runner.compareAndSet(Thread.currentThread(), null)) {
            Thread.onSpinWait();
        }
        if (interrupted) {
            Thread.interrupted();
        }
    }

    void interrupt() {
        if (runner.get() instanceof Thread thread && runner.compareAndSet(thread, TAKEN)) {
            interrupted = true;
            thread.interrupt();
            runner.set(thread);
        }
    }

    /// Whether the guest that runs now was interrupted.
    boolean interrupted() {
        return interrupted;
    }
}
