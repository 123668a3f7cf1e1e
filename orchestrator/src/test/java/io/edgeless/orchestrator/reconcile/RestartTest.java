package io.edgeless.orchestrator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.Placement;

import org.junit.jupiter.api.Test;

import java.time.Duration;

final class RestartTest {

    private final Scripted script = new Scripted();

    @Test
    void restart_restartsNoHealthyInstance() {
        FakeNode node = script.join(1);
        LogicalId from = script.running(1);
        LogicalId to = script.running(2);
        script.connect(from, "out", to);
        script.run();
        var before = java.util.Map.copyOf(node.running);
        node.log.clear();

        script.restartFromSnapshot();
        script.hear(node);
        script.pass(Duration.ofSeconds(10), node);

        assertThat(node.running).isEqualTo(before);
        assertThat(node.log).doesNotContain("start 1", "start 2", "stop", "reset");
        assertThat(script.patchOf(from).outputs()).hasSize(1);
        assertThat(script.report(from).state()).isEqualTo(InstanceState.RUNNING);
    }

    @Test
    void restart_givesEveryNodeAFullLease() {
        script.join(1);
        LogicalId id = script.running(1);
        FakeNode heir = script.join(2);

        script.restart();
        script.hear(heir);
        script.pass(Duration.ofMillis(4_600), heir);
        assertThat(script.report(id).state()).isEqualTo(InstanceState.UNKNOWN);
        assertThat(heir.running).isEmpty();
        script.pass(Duration.ofSeconds(1), heir);

        assertThat(heir.running.values()).containsExactly(new Placement(id, 2));
    }

    @Test
    void restart_duringAStart_findsTheInstanceByRepeatingIt() {
        FakeNode node = script.join(1);
        LogicalId id = Scripted.logical(1);
        script.start(Scripted.function(id));
        node.start(new Placement(id, 1));
        var physical = node.instanceOf(id);

        script.restart();
        script.hear(node);
        long again = script.start(Scripted.function(id));
        script.run();

        assertThat(script.reply(again)).contains(new Reply.Started(id));
        assertThat(node.instanceOf(id)).isEqualTo(physical);
        assertThat(node.running).hasSize(1);
    }

    @Test
    void restart_afterALoss_placesWithAHigherEpochThanEver() {
        FakeNode first = script.join(1);
        LogicalId id = script.running(1);
        script.pass(Duration.ofSeconds(6));
        first.running.clear();
        script.restartFromSnapshot();

        FakeNode second = script.join(2);
        script.pass(Duration.ofSeconds(1), second);

        assertThat(second.running.values()).containsExactly(new Placement(id, 2));
    }

    @Test
    void restart_withoutItsLog_stopsWhatItDoesNotKnow() {
        FakeNode node = script.join(1);
        script.running(1);
        Scripted amnesia = new Scripted();

        amnesia.join(node);

        assertThat(node.running).isEmpty();
    }

    @Test
    void restart_withTornLog_keepsTheNewerPlacement() {
        FakeNode node = script.join(1);
        LogicalId id = script.running(1);
        var physical = node.instanceOf(id).orElseThrow();
        node.running.put(physical, new Placement(id, 5));
        node.log.clear();

        script.hear(node);
        script.run();

        assertThat(node.running).containsEntry(physical, new Placement(id, 5));
        assertThat(node.log).doesNotContain("stop");
    }

    @Test
    void restart_forgetsNoStopped() {
        script.join(1);
        LogicalId id = script.running(1);
        script.stop(id);
        script.run();

        script.restartFromSnapshot();
        long late = script.start(Scripted.function(id));

        assertThat(script.reply(late).orElseThrow()).isInstanceOf(Reply.Refused.class);
    }
}
