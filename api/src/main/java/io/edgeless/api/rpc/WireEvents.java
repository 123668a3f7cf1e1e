package io.edgeless.api.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventContext;
import io.edgeless.api.model.EventKind;
import io.edgeless.api.model.TraceContext;
import io.edgeless.api.rpc.wire.Wire;

import java.nio.ByteBuffer;

/// Events between wire and model. A payload is not copied on its way out: the event owns it.
final class WireEvents {

    private static final int TRACE_BYTES = 2 * Long.BYTES;

    private WireEvents() {}

    static Event read(Wire.Event event) {
        Malformed.unlessPresent(event.hasTarget(), "target");
        Malformed.unlessPresent(event.hasSource(), "source");
        Malformed.unlessPresent(event.hasMsg(), "msg");
        Malformed.unlessPresent(event.hasCreated(), "created");
        Malformed.unlessPresent(event.hasMetadata(), "metadata");
        return new Event(
                WireIds.read("target", event.getTarget()),
                WireIds.read("source", event.getSource()),
                read(event.getMsg().getEventType()),
                event.getStreamId(),
                event.getMsg().getPayload().toByteArray(),
                new EventContext(
                        WireNumbers.epochNanos(
                                event.getCreated().getSecs(), event.getCreated().getNsecs()),
                        trace(event.getMetadata()),
                        WireIds.placement(event.getSourceLogical(), event.getSourceEpoch()),
                        WireNumbers.deadlineLeftMillis(event.getDeadlineLeftMillis())));
    }

    static Wire.Event write(Event event) {
        EventContext context = event.context();
        var wire =
                Wire.Event.newBuilder()
                        .setTarget(WireIds.write(event.target()))
                        .setSource(WireIds.write(event.source()))
                        .setStreamId(event.streamId())
                        .setMsg(
                                Wire.EventData.newBuilder()
                                        .setEventType(write(event.kind()))
                                        .setPayload(
                                                UnsafeByteOperations.unsafeWrap(event.payload())))
                        .setCreated(
                                Wire.EventTimestamp.newBuilder()
                                        .setSecs(WireNumbers.secsOf(context.createdEpochNanos()))
                                        .setNsecs(WireNumbers.nanosOf(context.createdEpochNanos())))
                        .setMetadata(write(context.trace()))
                        .setDeadlineLeftMillis(Math.max(0, context.deadlineLeftMillis()));
        context.source()
                .ifPresent(source ->
                        wire.setSourceLogical(source.logical().toString())
                                .setSourceEpoch(source.epoch()));
        return wire.build();
    }

    private static EventKind read(Wire.EventType type) {
        return switch (type) {
            case CALL -> EventKind.CALL;
            case CAST -> EventKind.CAST;
            case CALL_RET -> EventKind.CALL_RETURN;
            case CALL_NO_RET -> EventKind.CALL_NO_RETURN;
            case ERR, UNRECOGNIZED -> EventKind.ERROR;
        };
    }

    private static Wire.EventType write(EventKind kind) {
        return switch (kind) {
            case CALL -> Wire.EventType.CALL;
            case CAST -> Wire.EventType.CAST;
            case CALL_RETURN -> Wire.EventType.CALL_RET;
            case CALL_NO_RETURN -> Wire.EventType.CALL_NO_RET;
            case ERROR -> Wire.EventType.ERR;
        };
    }

    private static TraceContext trace(Wire.EventSerializedMetadata metadata) {
        ByteBuffer trace = bytes("trace_id", metadata.getTraceId(), TRACE_BYTES);
        ByteBuffer span = bytes("span_id", metadata.getSpanId(), Long.BYTES);
        return new TraceContext(trace.getLong(), trace.getLong(), span.getLong());
    }

    private static ByteBuffer bytes(String field, ByteString bytes, int length) {
        if (bytes.size() != length) {
            throw new Malformed(
                    "metadata." + field + " has " + bytes.size() + " bytes, not " + length);
        }
        return bytes.asReadOnlyByteBuffer();
    }

    private static Wire.EventSerializedMetadata write(TraceContext trace) {
        byte[] traceId =
                ByteBuffer.allocate(TRACE_BYTES)
                        .putLong(trace.traceHigh())
                        .putLong(trace.traceLow())
                        .array();
        byte[] spanId = ByteBuffer.allocate(Long.BYTES).putLong(trace.span()).array();
        return Wire.EventSerializedMetadata.newBuilder()
                .setTraceId(UnsafeByteOperations.unsafeWrap(traceId))
                .setSpanId(UnsafeByteOperations.unsafeWrap(spanId))
                .build();
    }
}
