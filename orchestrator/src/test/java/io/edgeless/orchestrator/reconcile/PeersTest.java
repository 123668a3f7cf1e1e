package io.edgeless.orchestrator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.PeerUpdate;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

final class PeersTest {

    /// And a little more.
    private static final Duration TWO_REPORTS = FakeNode.INTERVAL.multipliedBy(5).dividedBy(2);

    private final Scripted script = new Scripted();

    @Test
    void everyNode_knowsAllOthersAndNotItself() {
        FakeNode first = script.join(1);
        FakeNode second = script.join(2);
        FakeNode third = script.joinOld(3);

        assertThat(first.peers).containsOnlyKeys(second.id, third.id);
        assertThat(second.peers).containsOnlyKeys(first.id, third.id);
        assertThat(third.peers).containsEntry(first.id, first.invocationUrl());
        assertThat(third.peers).containsOnlyKeys(first.id, second.id);
    }

    @Test
    void unreachableNode_isToldLater() {
        FakeNode first = script.join(1);
        first.isUnreachable = true;
        FakeNode second = script.join(2);
        script.pass(Duration.ofSeconds(1), first, second);
        assertThat(first.peers).isEmpty();

        first.isUnreachable = false;
        script.pass(Duration.ofSeconds(4), first, second);

        assertThat(first.peers).containsOnlyKeys(second.id);
    }

    @Test
    void lostNode_isRemovedFromAllOthers() {
        FakeNode first = script.join(1);
        FakeNode second = script.join(2);
        script.join(3);

        script.pass(Duration.ofSeconds(6), first, second);

        assertThat(first.peers).containsOnlyKeys(second.id);
        assertThat(second.peers).containsOnlyKeys(first.id);
    }

    @Test
    void nodeLostWhileTheOrchestratorWasDown_isRemovedToo() {
        FakeNode first = script.join(1);
        FakeNode second = script.join(2);
        script.restart();

        script.hear(first);
        script.pass(Duration.ofSeconds(6), first);

        assertThat(first.peers).doesNotContainKey(second.id);
    }

    /// The node kept its peers; the new life of the orchestrator must know of the lost one.
    @Test
    void lossBeforeARestartOfTheOrchestrator_isToldAfterIt() {
        FakeNode first = script.join(1);
        FakeNode second = script.join(2);
        FakeNode third = script.join(3);
        first.isUnreachable = true;
        script.pass(Duration.ofSeconds(6), first, second);
        assertThat(second.peers).containsOnlyKeys(first.id);
        assertThat(first.peers).containsKey(third.id);

        script.restartFromSnapshot();
        first.isUnreachable = false;
        script.hear(first);
        script.hear(second);
        script.pass(Duration.ofSeconds(1), first, second);

        assertThat(first.peers).containsOnlyKeys(second.id);
    }

    @Test
    void lostNode_isForgottenWhenAllOthersHaveForgottenIt() {
        FakeNode first = script.join(1);
        FakeNode second = script.join(2);
        FakeNode third = script.join(3);
        script.pass(Duration.ofSeconds(6), first, second);
        first.log.clear();

        script.restartFromSnapshot();
        script.hear(first);
        script.hear(second);
        script.run();

        assertThat(first.forgotten).containsOnlyOnce(third.id);
    }

    /// It was carried out, but the answer was lost: the node does not know what it knew before.
    @Test
    void removalWithoutAnswer_ofANodeThatReturns_isMadeGood() {
        FakeNode first = script.join(1);
        FakeNode second = script.join(2);
        first.isMute = true;
        script.pass(Duration.ofSeconds(6), first);
        assertThat(first.peers).isEmpty();

        script.hear(second);
        first.isMute = false;
        script.pass(Duration.ofSeconds(2), first, second);

        assertThat(first.peers).containsOnlyKeys(second.id);
    }

    /// It comes from another orchestrator, or from before this one lost its disk.
    @Test
    void joiningNode_forgetsThePeersItHadBefore() {
        FakeNode first = new FakeNode(1, false);
        first.peers.put(Scripted.node(9), "http://10.0.0.9:7006");

        script.join(first);
        FakeNode second = script.join(2);

        assertThat(first.peers).containsOnlyKeys(second.id);
    }

    /// It is still under way when the node was given up and has come back: it must not be carried
    /// out after what the node is told then.
    @Test
    void updateFromBeforeALoss_endsBeforeTheNextBegins() {
        FakeNode first = script.join(1);
        FakeNode second = new FakeNode(2, false);
        script.nodes.put(second.id, second);
        script.hear(second);
        OrcEffect.UpdatePeers old =
                script.waiting(OrcEffect.UpdatePeers.class).stream()
                        .filter(update -> update.job().node().id().equals(second.id))
                        .findFirst()
                        .orElseThrow();
        script.effects.remove(old);
        script.run();
        script.idle(Duration.ofSeconds(6));
        script.hear(first);
        script.hear(second);
        assertThat(script.waiting(OrcEffect.UpdatePeers.class))
                .noneMatch(update -> update.job().node().equals(old.job().node()));

        script.carryOut(old);

        script.run();
        assertThat(first.peers).containsOnlyKeys(second.id);
        assertThat(second.peers).containsOnlyKeys(first.id);
    }

    @Test
    void movedNode_isToldToAllOthers() {
        FakeNode first = script.join(1);
        FakeNode second = script.join(2);
        second.port = 9_006;

        script.hear(second);
        script.run();

        assertThat(first.peers).containsEntry(second.id, second.invocationUrl());
        assertThat(second.invocationUrl()).contains("9006");
    }

    @Test
    void restartedNode_isToldAgain() {
        FakeNode first = script.join(1);
        FakeNode second = script.join(2);
        first.restartEmpty();

        script.hear(first);
        script.run();

        assertThat(first.peers).containsOnlyKeys(second.id);
    }

    /// Its sender had given up waiting for it; so it comes after the one that was sent next.
    @Test
    void updateThatComesAfterItsSenderGaveUp_isMadeGoodWhenTheNodeReports() {
        FakeNode first = script.join(1);
        FakeNode second = script.join(2);
        FakeNode third = script.join(3);
        script.pass(Duration.ofSeconds(6), first, second);
        assertThat(first.peers).containsOnlyKeys(second.id);

        first.updatePeers(
                List.of(
                        new PeerUpdate.Add(third.id, third.invocationUrl()),
                        new PeerUpdate.Remove(second.id)));
        script.pass(TWO_REPORTS, first, second);

        assertThat(first.peers).containsExactly(Map.entry(second.id, second.invocationUrl()));
        assertThat(second.peers).containsOnlyKeys(first.id);
    }

    @Test
    void lateUpdateWithAnOldUrl_isMadeGoodWhenTheNodeReports() {
        FakeNode first = script.join(1);
        FakeNode second = script.join(2);

        first.updatePeers(List.of(new PeerUpdate.Add(second.id, "http://10.0.0.2:1")));
        script.pass(TWO_REPORTS, first, second);

        assertThat(first.peers).containsEntry(second.id, second.invocationUrl());
    }

    /// To begin anew breaks off calls that are under way.
    @Test
    void reportThatIsOlderThanTheLastUpdate_leadsToNothing() {
        FakeNode first = script.join(1);
        NodeUpdate old = first.report();
        script.join(2);
        first.log.clear();

        script.hear(old);
        script.pass(Duration.ofSeconds(3), first);
        script.hear(old);
        script.run();

        assertThat(first.log).isEmpty();
    }

    @Test
    void reportsBeforeAndAfterAnUpdate_areNotTwoInARow() {
        FakeNode first = script.join(1);
        NodeUpdate old = first.report();
        script.join(2);
        script.hear(old);
        NodeUpdate older = first.report();
        FakeNode third = script.join(3);
        first.log.clear();

        script.hear(older);
        script.run();

        assertThat(first.log).isEmpty();
        assertThat(first.peers).containsKey(third.id);
    }

    @Test
    void reportsThatAgree_leadToNoUpdate() {
        FakeNode first = script.join(1);
        FakeNode second = script.join(2);
        first.log.clear();

        script.pass(Duration.ofSeconds(10), first, second);

        assertThat(first.log).isEmpty();
    }

    @Test
    void nodeThatDoesNotTellItsPeers_isBelieved() {
        FakeNode first = script.join(1);
        FakeNode second = script.join(2);
        first.tellsPeers = false;
        first.log.clear();

        script.pass(Duration.ofSeconds(10), first, second);

        assertThat(first.log).isEmpty();
    }

    /// Whatever is wrong with it must not break off its calls all the time.
    @Test
    void nodeThatNeverAgrees_isToldAgainWithGrowingPauses() {
        FakeNode first = script.join(1);
        FakeNode second = script.join(2);
        first.forgetsPeers = true;
        first.peers.clear();
        first.log.clear();

        script.pass(Duration.ofMinutes(10), first, second);

        assertThat(first.log).hasSizeBetween(10, 40);
    }

    @Test
    void locate_namesTheAgentsOfWhatRuns() {
        FakeNode node = script.join(1);
        LogicalId id = script.running(1);

        script.feed(new OrcInput.Locate(77, List.of(id, Scripted.logical(5))));

        var located = (Reply.Located) script.reply(77).orElseThrow();
        assertThat(located.places()).containsExactly(new Reply.Place(id, node.agentUrl()));
    }

    @Test
    void describe_countsChangesOfTheCapabilities() {
        long before = script.describe().counter();
        script.join(1);
        Reply.Description joined = script.describe();

        assertThat(joined.counter()).isEqualTo(before + 1);
        assertThat(joined.capabilities().numCpus()).isEqualTo(4);
        assertThat(joined.capabilities().runtimes()).containsExactly("RUST_WASM");
        assertThat(joined.capabilities().resourceClasses()).containsExactly("file-log");
        assertThat(script.describe().counter()).isEqualTo(joined.counter());
    }

    @Test
    void report_carriesWhatTheNodeSays() {
        FakeNode node = script.join(1);
        LogicalId id = script.running(1);
        int changes = script.domainChanges;

        script.hear(node);

        assertThat(script.report(id).url()).isEqualTo("http://ingress");
        assertThat(script.domainChanges).isEqualTo(changes + 1);
    }
}
