package io.edgeless.orchestrator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.Placement;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

final class NodeLossTest {

    private final Scripted script = new Scripted();

    @Test
    void silentNode_isSuspectThenDeadByTheOrchestratorsClock() {
        FakeNode node = script.join(1);
        LogicalId id = script.running(1);

        script.pass(Duration.ofMillis(2_800));
        assertThat(script.report(id).state()).isEqualTo(InstanceState.RUNNING);
        script.pass(Duration.ofSeconds(1));
        assertThat(script.report(id).state()).isEqualTo(InstanceState.UNKNOWN);
        assertThat(script.report(id).detail()).contains("has not been heard of");
        assertThat(script.report(id).node()).contains(node.id);
        script.pass(Duration.ofMillis(1_800));

        assertThat(script.report(id).node()).isEmpty();
        assertThat(script.report(id).state()).isEqualTo(InstanceState.BACKING_OFF);
        assertThat(script.describe().capabilities().numNodes()).isZero();
    }

    @Test
    void deadNode_losesItsInstancesToAnotherWithTheNextEpoch() {
        FakeNode lost = script.join(1);
        LogicalId id = script.running(1);
        FakeNode heir = script.join(2);

        script.pass(Duration.ofSeconds(6), heir);

        assertThat(heir.running.values()).containsExactly(new Placement(id, 2));
        assertThat(lost.running.values()).containsExactly(new Placement(id, 1));
        assertThat(script.report(id).state()).isEqualTo(InstanceState.RUNNING);
    }

    @Test
    void returningNode_hasItsOlderEpochStoppedBeforeAnythingIsStartedThere() {
        FakeNode lost = script.join(1);
        LogicalId id = script.running(1);
        FakeNode heir = script.join(2);
        script.pass(Duration.ofSeconds(6), heir);
        lost.log.clear();

        script.hear(lost);
        script.start(Scripted.function(Scripted.logical(2)));
        script.start(Scripted.function(Scripted.logical(3)));
        script.run();

        assertThat(script.host(id)).isSameAs(heir);
        assertThat(lost.log.indexOf("stop")).isNotNegative();
        assertThat(lost.log.indexOf("stop")).isLessThan(lost.log.indexOf("start 1"));
    }

    @Test
    void returningOnlyNode_keepsWhatItRuns() {
        FakeNode node = script.join(1);
        LogicalId id = script.running(1);
        script.pass(Duration.ofSeconds(8));
        node.log.clear();

        script.hear(node);
        script.pass(Duration.ofSeconds(1), node);

        assertThat(node.log).doesNotContain("stop", "start 2");
        assertThat(script.report(id).state()).isEqualTo(InstanceState.RUNNING);
        assertThat(node.running.values()).containsExactly(new Placement(id, 1));
    }

    @Test
    void onlyNode_thatLeftAndStartsItsSetAgain_isNotToldToStopIt() {
        FakeNode node = script.join(1);
        LogicalId id = script.running(1);
        node.leaves = true;
        script.hear(node);
        script.pass(Duration.ofSeconds(1));
        node.leaves = false;
        node.nonce++;
        node.state = InstanceState.STARTING;
        node.log.clear();

        script.hear(node);
        script.pass(Duration.ofMillis(400));
        node.state = InstanceState.RUNNING;
        script.pass(Duration.ofSeconds(3), node);

        assertThat(node.log).doesNotContain("stop", "start 2");
        assertThat(script.report(id).state()).isEqualTo(InstanceState.RUNNING);
        assertThat(node.running.values()).containsExactly(new Placement(id, 1));
    }

    @Test
    void unplaceable_isReportedWithTheReasonAndPlacedWhenPossible() {
        script.join(1);
        LogicalId id = script.running(1);
        script.pass(Duration.ofSeconds(20));
        assertThat(script.report(id).detail()).contains("no valid node found");

        FakeNode heir = script.join(2);
        script.pass(Duration.ofSeconds(31), heir);

        assertThat(heir.instanceOf(id)).isPresent();
    }

    @Test
    void restartedNode_thatLostEverything_startsItAgainOnRequest() {
        FakeNode node = script.join(1);
        LogicalId id = script.running(1);
        node.restartEmpty();

        script.hear(node);
        script.run();

        assertThat(node.instanceOf(id)).isPresent();
        assertThat(script.report(id).state()).isEqualTo(InstanceState.RUNNING);
    }

    @Test
    void restartedNode_thatRunsItsSet_isNotAskedToStart() {
        FakeNode node = script.join(1);
        LogicalId id = script.running(1);
        node.nonce++;
        node.log.clear();

        script.hear(node);
        script.run();

        assertThat(node.log).doesNotContain("start 1", "stop", "reset");
        assertThat(node.instanceOf(id)).isPresent();
    }

    @Test
    void staleReport_withoutAHealthyInstance_changesNothing() {
        FakeNode node = script.join(1);
        var stale = node.report();
        LogicalId id = script.running(1);
        var physical = node.instanceOf(id);

        script.feed(new OrcInput.Hear(99, stale, 0));
        script.run();

        assertThat(node.instanceOf(id)).isEqualTo(physical);
        assertThat(script.describe().components()).hasSize(1);
    }

    @Test
    void messageOfAReplacedProcess_isIgnored() {
        FakeNode node = script.join(1);
        var old = node.report();
        node.nonce++;
        script.hear(node);
        LogicalId id = script.running(1);

        script.feed(new OrcInput.Hear(99, old, 0));
        script.run();

        assertThat(script.reply(99)).contains(new Reply.Stale());
        assertThat(script.notes).anyMatch(note -> note.contains("replaced process"));
        assertThat(node.instanceOf(id)).isPresent();
    }

    @Test
    void massLoss_holdsEvictionsForHalfAMinute() {
        List<FakeNode> lost = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            lost.add(script.join(i));
        }
        LogicalId first = script.running(1);
        LogicalId second = script.running(2);
        FakeNode third = script.join(3);
        FakeNode fourth = script.join(4);

        script.pass(Duration.ofSeconds(20), third, fourth);
        assertThat(third.running).isEmpty();
        assertThat(fourth.running).isEmpty();
        assertThat(script.notes).anyMatch(note -> note.contains("half of the nodes"));
        script.pass(Duration.ofSeconds(20), third, fourth);

        assertThat(script.hosts(first)).hasSize(2);
        assertThat(script.hosts(second)).hasSize(2);
        assertThat(lost).allMatch(node -> node.running.size() == 1);
    }

    @Test
    void massLoss_thatHeals_movesNothing() {
        FakeNode first = script.join(1);
        FakeNode second = script.join(2);
        script.running(1);
        script.running(2);
        FakeNode third = script.join(3);
        FakeNode fourth = script.join(4);
        script.pass(Duration.ofSeconds(20), third, fourth);
        first.log.clear();

        script.hear(first);
        script.hear(second);
        script.pass(Duration.ofSeconds(40), first, second, third, fourth);

        assertThat(first.running).hasSize(1);
        assertThat(second.running).hasSize(1);
        assertThat(third.running).isEmpty();
        assertThat(first.log).doesNotContain("stop", "start 1", "start 2");
    }

    @Test
    void leavingNode_isGivenUpAtOnce() {
        FakeNode old = script.joinOld(1);
        LogicalId id = script.running(1);
        FakeNode heir = script.join(2);
        old.deadlineSec = 0;

        script.hear(old);
        script.pass(Duration.ofMillis(400));

        assertThat(heir.instanceOf(id)).isPresent();
    }
}
