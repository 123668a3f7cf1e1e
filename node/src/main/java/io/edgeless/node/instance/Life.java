package io.edgeless.node.instance;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.api.model.InstanceState;
import io.edgeless.component.FunctionInstance;
import io.edgeless.world.Timers;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/// In which part of its life a function is, and who may do something about it.
///
/// ```
/// STARTING ──born──▶ RUNNING ──failed──▶ BACKING_OFF ──begin──▶ STARTING
///     └──────────────failed─────────────────▲   └─(never again)─▶ FAILED
/// all of them ──close──▶ CLOSING ──abandon──▶ ABANDONED
/// ```
///
/// Each change is one short step under this object's lock, in which nothing blocks, so that a guest
/// that hangs keeps nobody from deciding. Two rules settle every race: a step that comes too late
/// says so and changes nothing, and whoever takes the guest out of here is the one who closes it.
/// The gate to the mailbox is moved within the same steps, so that it is never open while there is
/// no guest, nor after close. Safe for concurrent use.
final class Life {

    private enum Phase {
        STARTING,
        RUNNING,
        BACKING_OFF,
        FAILED,
        CLOSING,
        ABANDONED
    }

    /// The gate to the mailbox; its methods do not block.
    interface Gate {
        void pause();

        void resume();
    }

    private final Gate gate;

    /// Written under the lock; read without it by the thread of each event.
    private volatile Optional<FunctionInstance> guest = Optional.empty();

    /// The guest whose step began last and whose end nobody has told yet: the one above, one that
    /// was taken for its last step, or one that does not end. Written under the lock, read by the
    /// watchdog.
    private volatile Optional<FunctionInstance> interruptible = Optional.empty();

    /// Written under the lock; read without it after each event.
    private volatile boolean isAbandoned;

    @GuardedBy("this")
    private Phase phase = Phase.STARTING;

    /// The attempt to start that is under way, or the last one; done when none is.
    @GuardedBy("this")
    private CompletableFuture<Boolean> attempt = CompletableFuture.completedFuture(true);

    @GuardedBy("this")
    private Optional<Timers.Timer> nextStart = Optional.empty();

    @GuardedBy("this")
    private final Restarts restarts = new Restarts();

    @GuardedBy("this")
    private String lastError = "";

    Life(Gate gate) {
        this.gate = gate;
    }

    /// What is reported of it.
    record Status(InstanceState state, int restarts, String lastError) {}

    synchronized Status status() {
        InstanceState state =
                switch (phase) {
                    case STARTING -> InstanceState.STARTING;
                    case RUNNING -> InstanceState.RUNNING;
                    case BACKING_OFF -> InstanceState.BACKING_OFF;
                    case FAILED -> InstanceState.FAILED;
                    case CLOSING, ABANDONED -> InstanceState.UNKNOWN;
                };
        return new Status(state, restarts.count(), lastError);
    }

    /// The guest that handles events or is being initialised.
    Optional<FunctionInstance> guest() {
        return guest;
    }

    /// The guest that runs now, its last step included.
    Optional<FunctionInstance> interruptible() {
        return interruptible;
    }

    // ---- starting ---------------------------------------------------------------------------

    /// An attempt to start begins; it must end with [#attempted()]. False: too late.
    synchronized boolean begin() {
        if (phase != Phase.STARTING && phase != Phase.BACKING_OFF) {
            return false;
        }
        phase = Phase.STARTING;
        attempt = new CompletableFuture<>();
        nextStart = Optional.empty();
        return true;
    }

    /// A guest is there and about to be initialised. False: too late, it stays the caller's.
    synchronized boolean conceived(FunctionInstance fresh) {
        if (phase != Phase.STARTING) {
            return false;
        }
        guest = Optional.of(fresh);
        return true;
    }

    /// The first step of this guest begins, on the thread that runs it: no other one runs any more.
    synchronized void runs(FunctionInstance fresh) {
        interruptible = Optional.of(fresh);
    }

    /// The guest is initialised: events are handled from now on. False: too late.
    synchronized boolean born() {
        if (phase != Phase.STARTING) {
            return false;
        }
        phase = Phase.RUNNING;
        gate.resume();
        return true;
    }

    /// The attempt to start has ended, one way or the other.
    synchronized void attempted() {
        attempt.complete(true);
    }

    /// This guest does not end its step: whoever runs it closes it, and says so by [#ended]. Until
    /// then it can be interrupted, whatever becomes of others meanwhile.
    synchronized void leave(FunctionInstance endless) {
        if (guest.equals(Optional.of(endless))) {
            guest = Optional.empty();
            gate.pause();
        }
    }

    /// A guest that was left has ended its step after all.
    synchronized void ended(FunctionInstance endless) {
        if (interruptible.equals(Optional.of(endless))) {
            interruptible = Optional.empty();
        }
    }

    // ---- failing ----------------------------------------------------------------------------

    /// Takes this guest out, because it is broken or no longer needed; events wait. False: somebody
    /// else has it.
    synchronized boolean take(FunctionInstance broken) {
        if (!guest.equals(Optional.of(broken))) {
            return false;
        }
        guest = Optional.empty();
        ended(broken);
        gate.pause();
        return true;
    }

    /// The guest broke or an attempt failed. Empty: too late, nothing follows from it.
    ///
    /// @param startsAgain false: never; what waits is answered with an error
    synchronized Optional<Restarts.Verdict> failed(
            String reason, boolean startsAgain, long nowNanos) {
        if (phase != Phase.RUNNING && phase != Phase.STARTING) {
            return Optional.empty();
        }
        Restarts.Verdict verdict = restarts.failed(nowNanos);
        lastError = verdict.report(reason);
        if (startsAgain) {
            phase = Phase.BACKING_OFF;
        } else {
            phase = Phase.FAILED;
            gate.resume();
        }
        return Optional.of(verdict);
    }

    /// The timer of the next attempt, to be cancelled by close.
    synchronized void planned(Timers.Timer timer) {
        if (phase == Phase.BACKING_OFF) {
            nextStart = Optional.of(timer);
        } else if (phase == Phase.CLOSING || phase == Phase.ABANDONED) {
            timer.cancel();
        }
    }

    // ---- closing ----------------------------------------------------------------------------

    /// Begins to close: no further event, no further attempt. The attempt that may still be under
    /// way, for the first who closes; empty for others.
    synchronized Optional<Future<Boolean>> close() {
        if (phase == Phase.CLOSING || phase == Phase.ABANDONED) {
            return Optional.empty();
        }
        phase = Phase.CLOSING;
        gate.pause();
        nextStart.ifPresent(Timers.Timer::cancel);
        return Optional.of(attempt);
    }

    /// Takes the guest out for its last step, by the thread that has the right to run it; empty
    /// when there is none. One that was abandoned a moment before is handed out too, to be closed.
    synchronized Optional<FunctionInstance> takeForStop() {
        if (phase != Phase.CLOSING && phase != Phase.ABANDONED) {
            return Optional.empty();
        }
        Optional<FunctionInstance> taken = guest;
        guest = Optional.empty();
        return taken;
    }

    /// Its handler does not end: whoever runs it closes the guest if that ever changes.
    synchronized void abandon() {
        phase = Phase.ABANDONED;
        isAbandoned = true;
    }

    /// Takes the guest that was abandoned and whose handler has ended all the same, perhaps before
    /// it could know; empty when somebody else has it. Only when nothing can run any more.
    synchronized Optional<FunctionInstance> takeAbandoned() {
        Optional<FunctionInstance> taken = guest;
        guest = Optional.empty();
        interruptible = Optional.empty();
        return taken;
    }

    boolean isAbandoned() {
        return isAbandoned;
    }

    synchronized boolean isClosing() {
        return phase == Phase.CLOSING || phase == Phase.ABANDONED;
    }
}
