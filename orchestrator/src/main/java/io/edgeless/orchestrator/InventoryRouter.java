package io.edgeless.orchestrator;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.NodeEntry;
import io.edgeless.api.model.NodeInspection;
import io.edgeless.api.model.NodeListing;
import io.edgeless.api.model.NodeStanding;
import io.edgeless.api.rpc.InsightClient;
import io.edgeless.api.rpc.Inventory;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.RpcException.Code;
import io.edgeless.orchestrator.reconcile.OrcInput;
import io.edgeless.orchestrator.reconcile.Reply;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.loop.Desk;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tells the nodes of this domain, and asks one of them about itself. Called by the server's
/// threads, which it blocks.
final class InventoryRouter implements Inventory {

    private static final Duration FIND_WAIT = Duration.ofSeconds(5);
    private static final Duration READ_DEADLINE = Duration.ofSeconds(5);

    private final Desk<OrcInput, Reply> desk;
    private final GrpcChannels channels;
    private final DomainId domain;

    InventoryRouter(Desk<OrcInput, Reply> desk, GrpcChannels channels, DomainId domain) {
        this.desk = desk;
        this.channels = channels;
        this.domain = domain;
    }

    @Override
    public NodeListing list(Optional<DomainId> asked) {
        boolean isOther = asked.filter(id -> !id.equals(domain)).isPresent();
        return new NodeListing(isOther ? List.of() : nodes(), Map.of());
    }

    private List<NodeEntry> nodes() {
        return desk.ask(
                        ticket -> new OrcInput.ListNodes(ticket, domain),
                        Reply.Nodes.class,
                        FIND_WAIT)
                .nodes();
    }

    @Override
    public NodeInspection inspect(NodeId id) {
        NodeEntry node =
                nodes().stream()
                        .filter(entry -> entry.node().equals(id))
                        .findFirst()
                        .orElseThrow(() ->
                                new RpcException(
                                        Code.NOT_FOUND,
                                        "domain %s has no node %s".formatted(domain, id)));
        if (node.standing() == NodeStanding.EXPECTED) {
            return new NodeInspection(
                    node,
                    Optional.empty(),
                    "it has not been heard of since the orchestrator was started");
        }
        try {
            var insight = new InsightClient(channels.to(node.agentUrl()), READ_DEADLINE);
            return new NodeInspection(node, Optional.of(insight.read()), "");
        } catch (RpcException e) {
            return new NodeInspection(node, Optional.empty(), silence(node, e));
        }
    }

    private static String silence(NodeEntry node, RpcException e) {
        return e.code() == Code.UNIMPLEMENTED
                ? "this node does not tell: it is one of EDGELESS v1.2"
                : "the node did not answer at %s: %s".formatted(node.agentUrl(), e.getMessage());
    }
}
