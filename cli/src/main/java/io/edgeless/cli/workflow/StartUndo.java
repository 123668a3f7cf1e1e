package io.edgeless.cli.workflow;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.cli.session.Session;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Stops a workflow whose start was interrupted, also when the controller accepts it only
/// afterwards. Run by the thread of the interruption, while that of the command still waits.
final class StartUndo implements Runnable {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration STOP_WAIT = Duration.ofSeconds(5);
    private static final Duration LIST_WAIT = Duration.ofSeconds(2);
    private static final Duration REPEAT = Duration.ofMillis(300);

    private final Session session;
    private final WorkflowId workflow;
    private final CountDownLatch answered = new CountDownLatch(1);

    /// Read by the thread of the command.
    private volatile boolean isAsked;

    StartUndo(Session session, WorkflowId workflow) {
        this.session = session;
        this.workflow = workflow;
    }

    /// The start has been answered, or is not tried any more.
    void answered() {
        answered.countDown();
    }

    /// Whether the command has been interrupted.
    boolean isAsked() {
        return isAsked;
    }

    @Override
    public void run() {
        isAsked = true;
        long end = session.world().clock().nanos() + DEADLINE.toNanos();
        Optional<String> problem;
        boolean isAnswered;
        do {
            // Asked before the stop: what is accepted after the stop has to be stopped again.
            isAnswered = answered.getCount() == 0;
            problem = stop();
        } while (!isAnswered && awaitAnswer() && session.world().clock().nanos() < end);
        session.console()
                .note(
                        problem.map(why ->
                                        "interrupted; workflow %s could not be stopped: %s"
                                                .formatted(workflow, why))
                                .orElse("interrupted; the workflow was stopped"));
    }

    private Optional<String> stop() {
        try {
            session.controller().workflows(STOP_WAIT).stop(workflow);
            return Optional.empty();
        } catch (RpcException e) {
            return isGone() ? Optional.empty() : Optional.of(session.controller().explain(e));
        }
    }

    /// The stop is answered when every component has ended, and certain before.
    private boolean isGone() {
        try {
            return !session.controller().workflows(LIST_WAIT).list().contains(workflow);
        } catch (RpcException e) {
            return false;
        }
    }

    /// A moment, or less.
    private boolean awaitAnswer() {
        try {
            answered.await(REPEAT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
