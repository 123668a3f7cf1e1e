package io.edgeless.dataplane.link;

import io.edgeless.api.rpc.RpcException;

import java.util.Optional;

/// Told exactly once of each event that is no longer under way, by any thread and without locks.
interface Settling {

    /// @param failure why the peer did not take it, or why nobody knows; empty if it did
    void settled(Parcel parcel, Optional<RpcException> failure);
}
