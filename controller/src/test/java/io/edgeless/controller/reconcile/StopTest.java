package io.edgeless.controller.reconcile;

import static io.edgeless.controller.reconcile.Scripted.DOMAIN;
import static io.edgeless.controller.reconcile.Scripted.chain;
import static io.edgeless.controller.reconcile.Scripted.logicals;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.WorkflowStatus;
import io.edgeless.controller.reconcile.ControllerEffect.StopComponent;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

class StopTest {

    private final Scripted script = new Scripted();

    @Test
    void stop_running_isAnsweredWhenItsDomainHasConfirmed() {
        script.hear(DOMAIN, 1);
        WorkflowStatus running = script.run(chain());
        long ticket = script.stop(running.id());
        assertThat(script.list()).isEmpty();
        var stops = script.take(StopComponent.class);
        assertThat(stops)
                .extracting(s -> s.removal().logical())
                .containsExactlyInAnyOrder(logicals(running));
        assertThat(script.isAnswered(ticket)).isFalse();
        stops.forEach(s -> confirm(s));
        assertThat(script.reply(ticket)).isEqualTo(new Reply.Stopped(0));
    }

    private void confirm(StopComponent stop) {
        script.feed(new ControllerInput.StopDone(stop.removal(), Optional.empty()));
    }

    @Test
    void stop_unknown_isAnsweredAtOnce() {
        long ticket = script.stop(new WorkflowId(new UUID(9, 9)));
        assertThat(script.reply(ticket)).isEqualTo(new Reply.Stopped(0));
    }

    @Test
    void stop_notConfirmed_isAnsweredAfterAWhileAndRepeatedAlsoAfterRestart() {
        script.hear(DOMAIN, 1);
        WorkflowStatus running = script.run(chain());
        LogicalId[] logicals = logicals(running);
        long ticket = script.stop(running.id());
        for (int i = 0; i < 10; i++) {
            script.take(StopComponent.class).forEach(s -> fail(s));
            script.pass(1);
            script.hear(DOMAIN, 1, logicals);
        }
        assertThat(script.reply(ticket)).isEqualTo(new Reply.Stopped(3));

        script.restart();
        script.hear(DOMAIN, 1, logicals);
        var stops = script.take(StopComponent.class);
        assertThat(stops).hasSize(3);
        stops.forEach(s -> confirm(s));
        script.pass(5);
        assertThat(script.take(StopComponent.class)).isEmpty();
        assertThat(script.takeStarts()).isEmpty();
    }

    private void fail(StopComponent stop) {
        script.feed(new ControllerInput.StopDone(stop.removal(), Optional.of("no answer")));
    }

    @Test
    void stop_whileStarting_refusesTheStartAndStopsEachAfterItsResult() {
        script.hear(DOMAIN, 1);
        long start = script.start(chain());
        List<Job> starts = script.takeStarts();
        script.started(starts.get(0));
        script.stop(script.list().getFirst());
        assertThat(script.refusal(start).summary()).isEqualTo("Request rejected");
        assertThat(script.take(StopComponent.class))
                .extracting(s -> s.removal().logical())
                .containsExactly(starts.get(0).logical());

        var actual = new LogicalId(new UUID(5, 5));
        script.feed(new ControllerInput.StartDone(starts.get(1), new StartOutcome.Started(actual)));
        assertThat(script.take(StopComponent.class))
                .extracting(s -> s.removal().logical())
                .containsExactly(actual);
        script.failed(starts.get(2));
        assertThat(script.take(StopComponent.class))
                .extracting(s -> s.removal().logical())
                .containsExactly(starts.get(2).logical());
    }

    @Test
    void stop_inLostDomain_happensWhenItReturns() {
        script.hear(DOMAIN, 1);
        WorkflowStatus running = script.run(chain());
        script.pass(7);
        long ticket = script.stop(running.id());
        assertThat(script.reply(ticket)).isEqualTo(new Reply.Stopped(0));
        assertThat(script.take(StopComponent.class)).isEmpty();
        script.hear(DOMAIN, 1, logicals(running));
        assertThat(script.take(StopComponent.class)).hasSize(3);
    }

    @Test
    void stop_ofOrphan_isDurable() {
        script.hear(DOMAIN, 1);
        WorkflowStatus running = script.run(chain());
        script.hearOld(DOMAIN, 2, 100);
        script.pass(20);
        assertThat(script.list()).containsExactly(running.id());
        script.stop(running.id());
        script.restart();
        assertThat(script.list()).isEmpty();
    }
}
