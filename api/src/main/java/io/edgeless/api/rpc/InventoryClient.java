package io.edgeless.api.rpc;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.NodeInspection;
import io.edgeless.api.model.NodeListing;
import io.edgeless.api.rpc.wire.v2.InventoryGrpc;
import io.grpc.Channel;

import java.time.Duration;
import java.util.Optional;

/// Asks for the nodes of a cluster or domain. Blocks the calling thread; any number of threads may
/// call at a time.
public final class InventoryClient implements Inventory {

    private final Calling calling;

    /// @param channel stays the caller's to close
    /// @param deadline of every call
    public InventoryClient(Channel channel, Duration deadline) {
        calling = new Calling(channel, deadline);
    }

    @Override
    public NodeListing list(Optional<DomainId> domain) {
        return calling.call(
                InventoryGrpc.getListMethod(), WireInventory.listing(domain), WireInventory::read);
    }

    @Override
    public NodeInspection inspect(NodeId node) {
        return calling.call(
                InventoryGrpc.getInspectMethod(),
                WireInventory.inspecting(node),
                WireInventory::read);
    }
}
