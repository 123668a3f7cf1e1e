package io.edgeless.cli.session;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.world.Timers;
import io.edgeless.world.World;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/// What a command works with while it runs. Belongs to the thread of the command.
public record Session(World world, Console console, ControllerConnection controller) {

    /// The workflow that the user names.
    ///
    /// @throws CommandFailure when the text is no id
    public static WorkflowId workflow(String text) {
        return WorkflowId.parse(text).orElseThrow(() -> unknown(text));
    }

    /// The failure for an id that is none, or that the controller does not know.
    public static CommandFailure unknown(String workflow) {
        return new CommandFailure("unknown or invalid workflow " + workflow);
    }

    /// Shows a person what is being waited for, until the answer is closed.
    public Waiting waiting(Supplier<String> what) {
        return console.waiting(world.clock(), what);
    }

    /// Waits for so long.
    ///
    /// @throws CommandFailure when the thread is interrupted meanwhile
    public void pause(Duration time) {
        var over = new CountDownLatch(1);
        Timers.Timer timer = world.timers().schedule(time, over::countDown);
        try {
            over.await();
        } catch (InterruptedException e) {
            timer.cancel();
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted");
        }
    }
}
