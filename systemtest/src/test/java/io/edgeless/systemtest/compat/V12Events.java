package io.edgeless.systemtest.compat;

import com.google.protobuf.ByteString;

import io.edgeless.systemtest.compat.v12.Event;
import io.edgeless.systemtest.compat.v12.EventData;
import io.edgeless.systemtest.compat.v12.EventSerializedMetadata;
import io.edgeless.systemtest.compat.v12.EventTimestamp;
import io.edgeless.systemtest.compat.v12.EventType;
import io.edgeless.systemtest.compat.v12.FunctionInvocationGrpc;
import io.edgeless.systemtest.compat.v12.InstanceId;

import java.time.Instant;
import java.util.UUID;

/// Events as a node of v1.2 sends them.
final class V12Events {

    private V12Events() {}

    /// A whole event of some instance of the node `from`.
    static Event.Builder event(String from, InstanceId target, EventType type, String payload) {
        return Event.newBuilder()
                .setTarget(target)
                .setSource(instance(from, UUID.randomUUID().toString()))
                .setMsg(EventData.newBuilder().setEventType(type).setPayload(payload))
                .setCreated(EventTimestamp.newBuilder().setSecs(Instant.now().getEpochSecond()))
                .setMetadata(
                        EventSerializedMetadata.newBuilder()
                                .setTraceId(ByteString.copyFrom(new byte[16]))
                                .setSpanId(ByteString.copyFrom(new byte[8])));
    }

    /// The answer to a call: as in v1.2 with its stream id and metadata, and without a time.
    static Event.Builder reply(Event call, EventType type, String payload) {
        return call.toBuilder()
                .setTarget(call.getSource())
                .setSource(call.getTarget())
                .setMsg(EventData.newBuilder().setEventType(type).setPayload(payload))
                .setCreated(EventTimestamp.getDefaultInstance());
    }

    static InstanceId instance(String node, String function) {
        return InstanceId.newBuilder().setNodeId(node).setFunctionId(function).build();
    }

    static void send(V12Channel invocation, Event.Builder event) {
        var _ = FunctionInvocationGrpc.newBlockingStub(invocation.channel()).handle(event.build());
    }
}
