package io.edgeless.orchestrator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.LogicalId;

import org.junit.jupiter.api.Test;

import java.time.Duration;

final class PeersTest {

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

    @Test
    void restartedNode_isToldAgain() {
        FakeNode first = script.join(1);
        FakeNode second = script.join(2);
        first.restartEmpty();

        script.hear(first);
        script.run();

        assertThat(first.peers).containsOnlyKeys(second.id);
    }

    @Test
    void locate_namesTheAgentsOfWhatRuns() {
        FakeNode node = script.join(1);
        LogicalId id = script.running(1);

        script.feed(new OrcInput.Locate(77, java.util.List.of(id, Scripted.logical(5))));

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
