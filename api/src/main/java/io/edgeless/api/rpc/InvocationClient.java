package io.edgeless.api.rpc;

import com.google.protobuf.Empty;

import io.edgeless.api.model.Event;
import io.edgeless.api.rpc.wire.FunctionInvocationGrpc;
import io.edgeless.api.rpc.wire.Wire;
import io.edgeless.api.rpc.wire.v2.BinaryEventsGrpc;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Sends events to a node, one rpc for each. Any number of threads may send at a time. An event
/// whose payload is not UTF-8 goes by an rpc that a node of v1.2 does not have, and fails with
/// UNIMPLEMENTED there: v1.2 could not read it.
public final class InvocationClient implements Invocations {

    private final Calling calling;

    /// @param channel stays the caller's to close
    /// @param deadline of every call
    public InvocationClient(Channel channel, Duration deadline) {
        calling = new Calling(channel, deadline);
    }

    /// Blocks until the node took the event.
    @Override
    public void handle(Event event) {
        calling.run(rpc(event), WireEvents.write(event));
    }

    /// Sends without waiting: for a link that keeps a window of events on their way. The payload
    /// must not change until `done` was called.
    ///
    /// @param done told exactly once, on a thread of the channel, that the node took the event
    ///   (empty) or why it did not; must not block
    public void handleAsync(Event event, Consumer<Optional<RpcException>> done) {
        calling.start(rpc(event), WireEvents.write(event), done);
    }

    private static MethodDescriptor<Wire.Event, Empty> rpc(Event event) {
        return Utf8.isValid(event.payload())
                ? FunctionInvocationGrpc.getHandleMethod()
                : BinaryEventsGrpc.getHandleMethod();
    }
}
