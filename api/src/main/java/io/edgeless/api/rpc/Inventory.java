package io.edgeless.api.rpc;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.NodeInspection;
import io.edgeless.api.model.NodeListing;

import java.util.Optional;

/// The nodes of a cluster or domain (service Inventory of `edgeless.v2`). Every method may throw
/// [RpcException].
public interface Inventory {

    /// @param domain empty for all
    NodeListing list(Optional<DomainId> domain);

    /// Part of the message of an UNAVAILABLE that does not come from the controller's own state.
    String NOT_KNOWN = "is not known for now";

    /// NOT_FOUND when there is no such node; UNAVAILABLE with [#NOT_KNOWN] in its message when a
    /// domain that may have it does not answer.
    NodeInspection inspect(NodeId node);
}
