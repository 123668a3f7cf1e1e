package io.edgeless.orchestrator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Placement;

import org.junit.jupiter.api.Test;

import java.time.Duration;

final class PatchTest {

    private final Scripted script = new Scripted();

    @Test
    void connect_isResolvedToInstancesAndAnsweredWhenInForce() {
        script.join(1);
        script.join(2);
        LogicalId from = script.running(1);
        LogicalId to = script.running(2);

        long ticket = script.connect(from, "out", to);

        assertThat(script.reply(ticket)).isEmpty();
        script.run();
        assertThat(script.reply(ticket)).contains(new Reply.Done());
        assertThat(script.patchOf(from).outputs())
                .containsOnly(java.util.Map.entry("out", instance(to)));
    }

    @Test
    void connect_ofUnknown_isAnswered() {
        long ticket = script.connect(Scripted.logical(1), "out", Scripted.logical(2));

        assertThat(script.reply(ticket)).contains(new Reply.Done());
    }

    @Test
    void connect_toUnknown_omitsTheChannel() {
        script.join(1);
        LogicalId from = script.running(1);

        script.connect(from, "out", Scripted.logical(7));
        script.run();

        assertThat(script.patchOf(from).outputs()).isEmpty();
    }

    @Test
    void connect_toAnUnreachableNode_isRepeatedUntilConfirmed() {
        FakeNode node = script.join(1);
        LogicalId from = script.running(1);
        LogicalId to = script.running(2);
        node.isUnreachable = true;
        long ticket = script.connect(from, "out", to);
        script.pass(Duration.ofSeconds(1), node);
        assertThat(script.reply(ticket)).isEmpty();

        node.isUnreachable = false;
        script.pass(Duration.ofSeconds(2), node);

        assertThat(script.reply(ticket)).contains(new Reply.Done());
        assertThat(script.patchOf(from).outputs()).hasSize(1);
    }

    @Test
    void patchWithoutAnswer_isUndoneByTheOldChannels() {
        FakeNode node = script.join(1);
        LogicalId from = script.running(1);
        LogicalId to = script.running(2);
        script.connect(from, "old", to);
        script.run();
        node.isMute = true;
        script.connect(from, "new", to);
        script.run();
        assertThat(script.patchOf(from).outputs()).containsOnlyKeys("new");

        node.isMute = false;
        script.connect(from, "old", to);
        script.pass(Duration.ofSeconds(2), node);

        assertThat(script.patchOf(from).outputs()).containsOnlyKeys("old");
    }

    @Test
    void patchThatComesAfterItsSenderGaveUp_isReplacedWhenTheNodeReports() {
        FakeNode node = script.join(1);
        LogicalId from = script.running(1);
        LogicalId to = script.running(2);
        script.connect(from, "stale", to);
        script.run();
        Patch late = script.patchOf(from);
        script.connect(from, "new", to);
        script.run();
        assertThat(script.patchOf(from).outputs()).containsOnlyKeys("new");

        node.patch(late);
        script.pass(Duration.ofSeconds(3), node);

        assertThat(script.patchOf(from).outputs()).containsOnlyKeys("new");
    }

    @Test
    void reportThatAgrees_leadsToNoPatch() {
        FakeNode node = script.join(1);
        LogicalId from = script.running(1);
        script.connect(from, "out", script.running(2));
        script.run();
        node.log.clear();

        script.pass(Duration.ofSeconds(10), node);

        assertThat(node.log).doesNotContain("patch");
    }

    @Test
    void targetMoves_senderIsPatchedAgainAndReceiverFencesOldSender() {
        FakeNode first = script.join(1);
        FakeNode second = script.join(2);
        LogicalId from = script.running(1);
        LogicalId to = script.running(2);
        script.connect(from, "out", to);
        script.run();
        FakeNode ofTarget = script.host(to);
        FakeNode survivor = ofTarget == first ? second : first;

        lose(ofTarget);
        script.pass(Duration.ofSeconds(8), survivor);

        assertThat(script.patchOf(from).outputs()).containsValue(instance(to));
        assertThat(instance(to).node()).isEqualTo(survivor.id);
        assertThat(survivor.running.values()).contains(new Placement(to, 2));
    }

    @Test
    void senderMoves_receiverLearnsTheNewEpoch() {
        FakeNode first = script.join(1);
        FakeNode second = script.join(2);
        LogicalId from = script.running(1);
        LogicalId to = script.running(2);
        script.connect(from, "out", to);
        script.run();
        FakeNode ofSender = script.host(from);
        FakeNode survivor = ofSender == first ? second : first;
        assertThat(survivor.patches).as("no patch before the first failover").isEmpty();

        lose(ofSender);
        script.pass(Duration.ofSeconds(8), survivor);

        assertThat(script.patchOf(to).sources()).containsExactly(new Placement(from, 2));
    }

    @Test
    void targetStops_senderLosesTheChannelAfterAWhile() {
        FakeNode node = script.join(1);
        LogicalId from = script.running(1);
        LogicalId to = script.running(2);
        script.connect(from, "out", to);
        script.run();

        script.stop(to);
        script.run();
        assertThat(script.patchOf(from).outputs()).hasSize(1);
        script.pass(Duration.ofSeconds(2), node);

        assertThat(script.patchOf(from).outputs()).isEmpty();
    }

    @Test
    void bothMove_senderIsPatchedOnceWhenItsTargetRuns() {
        FakeNode lost = script.join(1);
        LogicalId from = script.running(1);
        LogicalId to = script.running(2);
        script.connect(from, "out", to);
        script.run();
        FakeNode heir = script.join(2);

        lose(lost);
        script.pass(Duration.ofSeconds(8), heir);

        assertThat(script.patchOf(from).outputs()).containsValue(instance(to));
        assertThat(heir.log.stream().filter("patch"::equals)).hasSizeLessThanOrEqualTo(2);
    }

    private void lose(FakeNode node) {
        node.isUnreachable = true;
        script.nodes.put(node.id, node);
        node.running.clear();
    }

    private InstanceId instance(LogicalId id) {
        FakeNode host = script.host(id);
        return new InstanceId(host.id, host.instanceOf(id).orElseThrow());
    }
}
