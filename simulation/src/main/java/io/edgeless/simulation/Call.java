package io.edgeless.simulation;

import io.edgeless.api.rpc.RpcException.Code;

import java.time.Duration;
import java.util.function.Consumer;

/// One remote call under way.
final class Call<A> {

    private final Links links;
    private final Part caller;
    private final Part callee;
    private final Ends<A> ends;
    private final int life;
    private boolean hasArrived;
    private boolean isOver;

    /// What is done at the two ends.
    record Ends<A>(Consumer<Consumer<Answer<A>>> request, Consumer<Answer<A>> done) {}

    Call(Links links, Part caller, Part callee, Ends<A> ends) {
        this.links = links;
        this.caller = caller;
        this.callee = callee;
        this.ends = ends;
        life = caller.life();
    }

    /// A connection ends with the process at its other end: what was on its way does not reach the
    /// next one.
    void begin(Duration deadline) {
        int connected = callee.life();
        caller.after(
                deadline.toNanos(),
                () -> finish(Answer.failed(Code.DEADLINE_EXCEEDED, "no answer in time")));
        links.send(caller, callee, () -> arrive(connected), this::lose);
    }

    private void arrive(int connected) {
        if (!callee.isUp()) {
            answer(Answer.failed(Code.UNAVAILABLE, callee.name() + " refuses connections"));
            return;
        }
        if (callee.life() != connected) {
            lose();
            return;
        }
        if (hasArrived && isOver) {
            // Only a call that still waits is sent again.
            return;
        }
        hasArrived = true;
        callee.onDeath(this::lose);
        callee.inLife(callee.life(), () -> ends.request.accept(this::answer));
    }

    private void answer(Answer<A> answer) {
        links.send(callee, caller, () -> finish(answer), this::lose);
    }

    private void lose() {
        caller.inLife(
                life,
                () ->
                        caller.after(
                                links.noticed(),
                                () -> finish(Answer.failed(Code.UNAVAILABLE, "connection lost"))));
    }

    private void finish(Answer<A> answer) {
        caller.inLife(
                life,
                () -> {
                    if (!isOver) {
                        isOver = true;
                        ends.done.accept(answer);
                    }
                });
    }
}
