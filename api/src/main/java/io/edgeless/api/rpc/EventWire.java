package io.edgeless.api.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventContext;
import io.edgeless.api.model.EventKind;
import io.edgeless.api.model.TraceContext;
import io.edgeless.api.rpc.wire.EventData;
import io.edgeless.api.rpc.wire.EventSerializedMetadata;
import io.edgeless.api.rpc.wire.EventTimestamp;
import io.edgeless.api.rpc.wire.EventType;

import java.nio.ByteBuffer;

/// Translates events. The reader throws [Malformed].
final class EventWire {

    private static final int TRACE_BYTES = 16;
    private static final int SPAN_BYTES = 8;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// 292 years: what fits into a long of nanoseconds.
    private static final long SECONDS_MAX = Long.MAX_VALUE / NANOS_PER_SECOND - 1;

    private EventWire() {}

    static Event read(io.edgeless.api.rpc.wire.Event wire) {
        if (!wire.hasTarget() || !wire.hasSource() || !wire.hasMsg() || !wire.hasCreated()) {
            throw new Malformed("target, source, msg or created is missing");
        }
        EventContext context =
                new EventContext(
                        nanos(wire.getCreated()),
                        wire.hasMetadata() ? trace(wire.getMetadata()) : TraceContext.NONE,
                        IdWire.placement(wire.getSourceLogical(), wire.getSourceEpoch()),
                        Math.max(0, wire.getDeadlineLeftMillis()));
        return new Event(
                IdWire.read(wire.getTarget()),
                IdWire.read(wire.getSource()),
                kind(wire.getMsg().getEventType()),
                wire.getStreamId(),
                wire.getMsg().getPayload().toByteArray(),
                context);
    }

    private static EventKind kind(EventType wire) {
        return switch (wire) {
            case CALL -> EventKind.CALL;
            case CAST -> EventKind.CAST;
            case CALL_RET -> EventKind.CALL_RETURN;
            case CALL_NO_RET -> EventKind.CALL_NO_RETURN;
            case ERR, UNRECOGNIZED -> EventKind.ERROR;
        };
    }

    private static long nanos(EventTimestamp wire) {
        long seconds = Math.clamp(wire.getSecs(), 0, SECONDS_MAX);
        long nanos = Math.clamp(wire.getNsecs(), 0, NANOS_PER_SECOND - 1);
        return seconds * NANOS_PER_SECOND + nanos;
    }

    private static TraceContext trace(EventSerializedMetadata wire) {
        if (wire.getTraceId().size() != TRACE_BYTES || wire.getSpanId().size() != SPAN_BYTES) {
            throw new Malformed("the trace id must have 16 bytes and the span id 8");
        }
        ByteBuffer trace = wire.getTraceId().asReadOnlyByteBuffer();
        return new TraceContext(
                trace.getLong(),
                trace.getLong(),
                wire.getSpanId().asReadOnlyByteBuffer().getLong());
    }

    static io.edgeless.api.rpc.wire.Event write(Event event) {
        EventContext context = event.context();
        io.edgeless.api.rpc.wire.Event.Builder wire =
                io.edgeless.api.rpc.wire.Event.newBuilder()
                        .setTarget(IdWire.write(event.target()))
                        .setSource(IdWire.write(event.source()))
                        .setStreamId(event.streamId())
                        .setMsg(
                                EventData.newBuilder()
                                        .setEventTypeValue(event.kind().wireNumber())
                                        .setPayload(
                                                UnsafeByteOperations.unsafeWrap(event.payload())))
                        .setCreated(
                                EventTimestamp.newBuilder()
                                        .setSecs(context.createdEpochNanos() / NANOS_PER_SECOND)
                                        .setNsecs(
                                                (int)
                                                        (context.createdEpochNanos()
                                                                % NANOS_PER_SECOND)))
                        .setMetadata(write(context.trace()))
                        .setDeadlineLeftMillis(context.deadlineLeftMillis());
        context.source()
                .ifPresent(source ->
                        wire.setSourceLogical(source.logical().toString())
                                .setSourceEpoch(source.epoch()));
        return wire.build();
    }

    private static EventSerializedMetadata write(TraceContext trace) {
        ByteBuffer ids = ByteBuffer.allocate(TRACE_BYTES);
        ids.putLong(trace.traceHigh()).putLong(trace.traceLow()).flip();
        ByteBuffer span = ByteBuffer.allocate(SPAN_BYTES);
        span.putLong(trace.span()).flip();
        return EventSerializedMetadata.newBuilder()
                .setTraceId(ByteString.copyFrom(ids))
                .setSpanId(ByteString.copyFrom(span))
                .build();
    }
}
