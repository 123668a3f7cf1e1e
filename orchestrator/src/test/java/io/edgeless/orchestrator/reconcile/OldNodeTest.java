package io.edgeless.orchestrator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.LogicalId;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/// Nodes of v1.2: no running set, no lease, no epochs.
final class OldNodeTest {

    private final Scripted script = new Scripted();

    @Test
    void firstRegistration_isResetBeforeAnythingElse() {
        FakeNode node = script.joinOld(1);

        script.running(1);

        assertThat(node.log.getFirst()).isEqualTo("reset");
        assertThat(node.log).containsOnlyOnce("reset");
    }

    @Test
    void start_waitsForTheReset() {
        FakeNode node = new FakeNode(1, true);
        script.nodes.put(node.id, node);
        script.hear(node);

        script.start(Scripted.function(Scripted.logical(1)));

        assertThat(script.waiting(OrcEffect.StartOnNode.class)).isEmpty();
        script.run();
        assertThat(node.log).containsExactly("reset", "start 1");
    }

    @Test
    void renewal_isNotReset() {
        FakeNode node = script.joinOld(1);
        LogicalId id = script.running(1);

        script.pass(Duration.ofSeconds(20), node);

        assertThat(node.log).containsOnlyOnce("reset");
        assertThat(node.instanceOf(id)).isPresent();
    }

    @Test
    void newNonce_isResetOnceAndGetsItsInstancesBack() {
        FakeNode node = script.joinOld(1);
        LogicalId id = script.running(1);
        node.restartEmpty();
        node.log.clear();

        script.hear(node);
        script.pass(Duration.ofSeconds(5), node);

        assertThat(node.log).startsWith("reset").containsOnlyOnce("reset");
        assertThat(node.instanceOf(id)).isPresent();
    }

    @Test
    void orchestratorRestart_doesNotResetIt() {
        FakeNode node = script.joinOld(1);
        LogicalId id = script.running(1);
        node.log.clear();

        script.restart();
        script.hear(node);
        script.pass(Duration.ofSeconds(5), node);

        assertThat(node.log).doesNotContain("reset", "start 1", "start 2", "stop");
        assertThat(node.instanceOf(id)).isPresent();
    }

    @Test
    void unknownOutcome_startsElsewhereAndResetsAtTheNextRegistration() {
        FakeNode old = script.joinOld(1);
        FakeNode other = script.join(2);
        old.isMute = true;
        LogicalId id = Scripted.logical(1);
        long ticket = script.start(Scripted.function(id));
        script.run();
        old.isMute = false;
        script.pass(Duration.ofSeconds(1));

        assertThat(script.reply(ticket)).contains(new Reply.Started(id));
        assertThat(script.hosts(id)).hasSize(2);
        assertThat(old.log).containsOnlyOnce("start 1");
        script.hear(old);
        script.run();

        assertThat(script.host(id)).isSameAs(other);
    }

    @Test
    void orchestratorCrashDuringStart_countsAsUnknownOutcome() {
        FakeNode old = script.joinOld(1);
        LogicalId id = Scripted.logical(1);
        script.start(Scripted.function(id));
        old.start(new io.edgeless.api.model.Placement(id, 1));

        script.restart();
        script.hear(old);
        script.run();

        assertThat(old.running).isEmpty();
    }

    @Test
    void lease_followsTheObservedPeriod() {
        FakeNode node = script.joinOld(1);
        LogicalId id = script.running(1);
        script.pass(Duration.ofSeconds(20), node);

        script.pass(Duration.ofSeconds(4));
        assertThat(script.report(id).node()).contains(node.id);
        script.pass(Duration.ofSeconds(2));

        assertThat(script.report(id).node()).isEmpty();
    }

    @Test
    void wrongClock_isNoReasonToLoseIt() {
        FakeNode node = script.joinOld(1);
        LogicalId id = script.running(1);
        script.wallSec = 1_000_000;
        for (int i = 0; i < 5; i++) {
            node.deadlineSec += 2;
            script.hear(node);
        }
        assertThat(script.report(id).node()).contains(node.id);

        node.deadlineSec -= 100;
        script.hear(node);

        assertThat(script.describe().capabilities().numNodes()).isZero();
    }

    @Test
    void stopOfResourceItDoesNotKnow_endsAfterSomeAnswers() {
        FakeNode node = script.joinOld(1);
        LogicalId id = script.running(1);
        long ticket = script.stop(id);
        for (int i = 0; i < 3; i++) {
            var stop = (OrcEffect.StopOnNode) script.effects.removeFirst();
            script.feed(
                    new OrcInput.StopDone(
                            stop.job(), new CommandOutcome.Failed("not found", true)));
            script.idle(Duration.ofSeconds(1));
        }

        assertThat(script.reply(ticket)).contains(new Reply.Done());
        assertThat(node.log).doesNotContain("stop");
    }

    @Test
    void patch_carriesNoSourcesAndOnlyWhenThereAreChannels() {
        FakeNode node = script.joinOld(1);
        LogicalId from = script.running(1);
        LogicalId to = script.running(2);
        script.connect(from, "out", to);
        script.run();

        assertThat(script.patchOf(from).sources()).isEmpty();
        assertThat(node.patches).hasSize(1);
    }
}
