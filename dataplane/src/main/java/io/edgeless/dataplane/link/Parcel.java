package io.edgeless.dataplane.link;

import io.edgeless.api.model.Event;
import io.edgeless.api.rpc.RpcException;

import java.util.function.Consumer;

/// An event on its way to a peer.
///
/// @param lost told why the peer did not take it; must not block
/// @param expiryNanos when it is too late to send it, by the clock of the links
record Parcel(Event event, Consumer<RpcException> lost, long expiryNanos) {

    int bytes() {
        return event.payload().length;
    }
}
