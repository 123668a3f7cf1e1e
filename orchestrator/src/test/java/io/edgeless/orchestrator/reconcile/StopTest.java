package io.edgeless.orchestrator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.LogicalId;

import org.junit.jupiter.api.Test;

import java.time.Duration;

final class StopTest {

    private final Scripted script = new Scripted();

    @Test
    void stop_isAnsweredWhenTheNodeConfirmed() {
        FakeNode node = script.join(1);
        LogicalId id = script.running(1);

        long ticket = script.stop(id);

        assertThat(script.reply(ticket)).isEmpty();
        script.run();
        assertThat(script.reply(ticket)).contains(new Reply.Done());
        assertThat(node.running).isEmpty();
        assertThat(script.describe().components()).isEmpty();
    }

    @Test
    void stop_ofUnknown_isAnsweredAndALateStartOfItRefused() {
        script.join(1);
        LogicalId id = Scripted.logical(9);

        long ticket = script.stop(id);
        long late = script.start(Scripted.function(id));

        assertThat(script.reply(ticket)).contains(new Reply.Done());
        assertThat(script.reply(late).orElseThrow()).isInstanceOf(Reply.Refused.class);
    }

    @Test
    void stop_duringStart_stopsWhatWasStarted() {
        FakeNode node = script.join(1);
        LogicalId id = Scripted.logical(1);
        long start = script.start(Scripted.function(id));
        long stop = script.stop(id);

        script.run();

        assertThat(script.reply(start).orElseThrow()).isInstanceOf(Reply.Refused.class);
        assertThat(script.reply(stop)).contains(new Reply.Done());
        assertThat(node.log).contains("start 1", "stop");
        assertThat(node.running).isEmpty();
    }

    @Test
    void stop_atUnreachableNode_isAnsweredAfterAWhileAndStillStops() {
        FakeNode node = script.join(1);
        LogicalId id = script.running(1);
        node.isUnreachable = true;

        long ticket = script.stop(id);
        script.pass(Duration.ofSeconds(11), node);
        assertThat(script.reply(ticket)).contains(new Reply.Done());
        assertThat(node.running).hasSize(1);

        node.isUnreachable = false;
        script.pass(Duration.ofSeconds(30), node);
        assertThat(node.running).isEmpty();
    }

    @Test
    void stop_survivesARestart() {
        FakeNode node = script.join(1);
        LogicalId id = script.running(1);
        script.stop(id);

        script.restart();
        script.hear(node);
        script.run();

        assertThat(node.running).isEmpty();
        assertThat(script.describe().components()).isEmpty();
    }

    @Test
    void stop_atLostNode_isDoneAndTheReturningInstanceStopped() {
        FakeNode node = script.join(1);
        LogicalId id = script.running(1);
        node.isUnreachable = true;
        long ticket = script.stop(id);
        script.pass(Duration.ofSeconds(6));
        assertThat(script.reply(ticket)).contains(new Reply.Done());

        node.isUnreachable = false;
        script.hear(node);
        script.run();

        assertThat(node.running).isEmpty();
    }

    @Test
    void stop_releasesCodeThatNothingElseUses() {
        script.join(1);
        LogicalId first = script.running(1);
        LogicalId second = script.running(2);

        script.stop(first);
        script.carryOut(script.effects.removeFirst());
        assertThat(script.waiting(OrcEffect.RetainCode.class).getFirst().digests())
                .containsExactly(Scripted.CODE);
        script.run();
        script.stop(second);
        script.carryOut(script.effects.removeFirst());

        assertThat(script.waiting(OrcEffect.RetainCode.class).getFirst().digests()).isEmpty();
    }

    @Test
    void dropAll_stopsWhatWasAcceptedBefore() {
        FakeNode node = script.join(1);
        script.running(1);
        long accepted = script.describe().accepted();
        LogicalId later = script.running(2);

        script.feed(new OrcInput.DropAll(accepted));
        script.run();

        assertThat(node.running.values()).extracting(p -> p.logical()).containsExactly(later);
    }
}
