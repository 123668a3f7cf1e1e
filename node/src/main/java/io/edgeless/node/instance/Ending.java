package io.edgeless.node.instance;

import io.edgeless.component.FunctionInstance;
import io.edgeless.component.Outcome;
import io.edgeless.dataplane.Port;
import io.edgeless.world.World;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// The end of one function, in bounded time: the handler that runs, or the attempt to start, gets
/// half of the grace to end by itself, `handle_stop` what is left of it; then each is interrupted.
/// Calls that the handler waits in end at once, as in v1.2. What does not even end then is left
/// behind some seconds after the grace. Used once, by one thread.
final class Ending {

    /// From an interruption until the handler has given up.
    private static final Duration GIVE_UP = Duration.ofSeconds(1);

    private final Port port;
    private final Life life;
    private final World world;
    private final long deadlineNanos;
    private final Duration grace;

    /// Done when nothing of the guest runs any more: true; or when it is given up: false.
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();

    /// The handler has ended and made room for the last step; written by the thread of that step.
    private volatile boolean isLast;

    Ending(Port port, Life life, World world, Duration grace) {
        this.port = port;
        this.life = life;
        this.world = world;
        this.grace = grace;
        this.deadlineNanos = world.clock().nanos() + grace.toNanos();
    }

    /// The step of the guest that is taken out of its life: `handle_stop` and what belongs to it.
    interface LastStep {
        Outcome run(FunctionInstance guest);
    }

    /// How it went.
    enum Result {
        /// The last step was run, or there was nothing to run it on.
        ORDERLY,
        /// The grace ended before the last step began; nothing of the guest runs any more.
        CUT_SHORT,
        /// Something of the guest still runs; whoever runs it closes it.
        LEFT_BEHIND
    }

    /// Returns when everything is over, or given up. Afterwards the port is closed.
    ///
    /// @param attempt to start, which may be under way
    /// @param discard closes a guest that gets no last step
    Result run(Future<Boolean> attempt, LastStep lastStep, Consumer<FunctionInstance> discard) {
        var patience = world.timers().schedule(grace.plus(GIVE_UP), () -> over.complete(false));
        Urge urge = Urge.after(grace.dividedBy(2), world.timers(), this::interrupt);
        port.endCalls();
        Thread.startVirtualThread(() -> {
            try {
                await(attempt);
                var _ = port.run(() -> last(urge, lastStep, discard));
            } finally {
                urge.close();
                over.complete(isLast);
            }
        });
        boolean isOver = await(over);
        patience.cancel();
        if (!isOver) {
            urge.close();
            life.abandon();
        }
        port.close();
        if (isOver) {
            return Result.ORDERLY;
        }
        if (!port.isQuiet()) {
            return Result.LEFT_BEHIND;
        }
        // Its handler, or the attempt to start it, ended before it could see that it was abandoned.
        life.takeAbandoned().ifPresent(discard);
        return Result.CUT_SHORT;
    }

    private void interrupt() {
        life.interruptible().ifPresent(FunctionInstance::interrupt);
    }

    private Outcome last(Urge urge, LastStep lastStep, Consumer<FunctionInstance> discard) {
        isLast = true;
        urge.close();
        Optional<FunctionInstance> guest = life.takeForStop();
        if (life.isAbandoned()) {
            guest.ifPresent(discard);
            return Outcome.NO_REPLY;
        }
        return guest.map(taken -> last(taken, lastStep)).orElse(Outcome.NO_REPLY);
    }

    private Outcome last(FunctionInstance guest, LastStep lastStep) {
        long leftNanos = Math.max(0, deadlineNanos - world.clock().nanos());
        try (guest;
                Urge ignored =
                        Urge.after(Duration.ofNanos(leftNanos), world.timers(), guest::interrupt)) {
            return lastStep.run(guest);
        }
    }

    private static boolean await(Future<Boolean> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("is only ever completed with a value", e);
        }
    }
}
