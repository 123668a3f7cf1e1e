package io.edgeless.orchestrator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.model.NodeEntry;
import io.edgeless.api.model.NodeStanding;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/// What an operator is told of the nodes.
class NodeListTest {

    private static final DomainId DOMAIN = new DomainId("d");
    private static final long TICKET = 1_000_000;

    private final Scripted script = new Scripted();
    private long asked = TICKET;

    private List<NodeEntry> nodes() {
        script.feed(new OrcInput.ListNodes(++asked, DOMAIN));
        return ((Reply.Nodes) script.reply(asked).orElseThrow()).nodes();
    }

    @Test
    void nodes_areToldWithWhatTheyRun() {
        FakeNode first = script.join(1);
        FakeNode second = script.join(2);
        script.running(1);

        List<NodeEntry> nodes = nodes();

        assertThat(nodes).extracting(NodeEntry::node).containsExactly(first.id, second.id);
        assertThat(nodes).extracting(NodeEntry::components).containsExactlyInAnyOrder(0, 1);
        NodeEntry entry = nodes.getFirst();
        assertThat(entry.domain()).isEqualTo(DOMAIN);
        assertThat(entry.agentUrl()).isEqualTo(first.agentUrl());
        assertThat(entry.standing()).isEqualTo(NodeStanding.CONNECTED);
        assertThat(entry.silent()).isZero();
        assertThat(entry.leaseLeft()).isEqualTo(FakeNode.INTERVAL.multipliedBy(5).dividedBy(2));
        assertThat(entry.capabilities().runtimes()).containsExactly("RUST_WASM");
        assertThat(entry.providers()).isEqualTo(first.providers);
    }

    @Test
    void nodeThatMissesARenewal_isSuspect() {
        script.join(1);
        Duration silent = FakeNode.INTERVAL.multipliedBy(2);

        script.idle(silent);

        NodeEntry entry = nodes().getFirst();
        assertThat(entry.standing()).isEqualTo(NodeStanding.SUSPECT);
        assertThat(entry.silent()).isEqualTo(silent);
        assertThat(entry.leaseLeft()).isEqualTo(FakeNode.INTERVAL.dividedBy(2));
    }

    @Test
    void nodesThatVanishTogether_areOverdueUntilTheyAreEvicted() {
        for (int number = 1; number <= 4; number++) {
            script.join(number);
        }

        script.idle(FakeNode.INTERVAL.multipliedBy(3));

        assertThat(nodes())
                .hasSize(4)
                .extracting(NodeEntry::standing)
                .containsOnly(NodeStanding.OVERDUE);
        assertThat(nodes().getFirst().leaseLeft()).isZero();
    }

    @Test
    void nodeKnownFromTheDisk_isExpected() {
        script.join(1);
        script.running(1);

        script.restart();
        script.tick();

        NodeEntry entry = nodes().getFirst();
        assertThat(entry.standing()).isEqualTo(NodeStanding.EXPECTED);
        assertThat(entry.components()).isEqualTo(1);
    }
}
