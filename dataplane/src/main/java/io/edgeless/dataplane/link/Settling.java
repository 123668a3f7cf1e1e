package io.edgeless.dataplane.link;

import io.edgeless.api.rpc.RpcException;

import java.util.Optional;

/// Told exactly once of each event that is no longer under way, by any thread, which holds no lock
/// of a link.
interface Settling {

    /// @param failure why the peer did not take it, or why nobody knows; empty if it did
    void settled(Parcel parcel, Optional<RpcException> failure);

    /// Called after one or more events were settled: senders that wait may go on.
    void hasRoom();
}
