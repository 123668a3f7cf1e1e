package io.edgeless.api.rpc;

import io.edgeless.api.model.Event;

/// What a node offers other nodes (service FunctionInvocation).
public interface Invocations {

    /// Accepts an event for an instance of this node. An unknown instance is no error, as in v1.2.
    ///
    /// @throws RpcException with INTERNAL when the event is for another node
    void handle(Event event);
}
