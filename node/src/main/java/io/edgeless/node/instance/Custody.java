package io.edgeless.node.instance;

import io.edgeless.component.Outcome;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// Whose a guest is when a step of it may outlive the one who waits for the step: a guest is never
/// closed while it runs. Used once, for one step; by the thread of the step and by the one waiting.
final class Custody {

    private enum Stage {
        BEFORE,
        RUNNING,
        OVER,
        /// Nobody waits any more.
        LEFT
    }

    /// Atomic: the step ends and the other gives up at the same moment.
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.BEFORE);

    private final Runnable discard;

    /// @param discard closes the guest
    Custody(Runnable discard) {
        this.discard = discard;
    }

    /// Runs the step unless it was given up before; by the thread of the step. If it is given up
    /// while it runs, the guest is closed here, after its end.
    Outcome run(Supplier<Outcome> step) {
        if (!stage.compareAndSet(Stage.BEFORE, Stage.RUNNING)) {
            return new Outcome.Interrupted("nobody waits for it any more");
        }
        try {
            return step.get();
        } finally {
            if (!stage.compareAndSet(Stage.RUNNING, Stage.OVER)) {
                discard.run();
            }
        }
    }

    /// The waiting has ended, one way or the other. True: the step is over or never begins, and the
    /// guest is the caller's; false: it runs, and closes the guest at its end.
    boolean reclaim() {
        Stage before = stage.getAndUpdate(now -> now == Stage.OVER ? now : Stage.LEFT);
        return before != Stage.RUNNING;
    }
}
