package io.edgeless.dataplane;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventContext;
import io.edgeless.api.model.EventKind;
import io.edgeless.api.model.TraceContext;
import io.edgeless.component.CallResult;
import io.edgeless.component.CallResult.Failure;
import io.edgeless.component.CastResult;
import io.edgeless.component.Outputs;
import io.edgeless.dataplane.run.Patience;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/// The outputs of one instance.
final class PortOutputs implements Outputs {

    private static final String SELF = "self";
    private static final int CALL_DEPTH_MAX = 16;
    private static final long DELAY_MILLIS_MAX = Duration.ofHours(24).toMillis();

    private final Port port;
    private final DelayedCasts delayed;

    /// Nothing is sent any more; written by close, read by every sender.
    private volatile boolean closed;

    PortOutputs(Port port) {
        this.port = port;
        this.delayed =
                new DelayedCasts(
                        port.settings().limits(),
                        services().world().timers(),
                        services().drops(),
                        event -> send(Envelope.cast(event), Patience.NONE));
    }

    private CellServices services() {
        return port.services();
    }

    // ---- casts ------------------------------------------------------------------------------

    @Override
    public CastResult cast(String channel, byte[] payload) {
        if (channel.equals(SELF)) {
            return castTo(port.self(), payload);
        }
        if (isTooLarge(payload)) {
            services().drop(DropReason.TOO_LARGE);
            return CastResult.TOO_LARGE;
        }
        return switch (port.channels().route(channel, payload)) {
            case Channels.Route.To(InstanceId target) -> castTo(target, payload);
            case Channels.Route.Kept() -> CastResult.ACCEPTED;
            case Channels.Route.Full() -> {
                services().drop(DropReason.HELD_FULL);
                yield CastResult.OVERLOADED;
            }
            case Channels.Route.Unknown() -> {
                services().drop(DropReason.UNKNOWN_CHANNEL);
                yield CastResult.UNKNOWN_CHANNEL;
            }
        };
    }

    @Override
    public CastResult castRaw(InstanceId target, byte[] payload) {
        return castTo(target, payload);
    }

    private CastResult castTo(InstanceId target, byte[] payload) {
        if (isTooLarge(payload)) {
            services().drop(DropReason.TOO_LARGE);
            return CastResult.TOO_LARGE;
        }
        Lane lane = port.cell().current();
        Envelope envelope = Envelope.cast(event(target, EventKind.CAST, 0, payload, 0));
        return send(envelope, patience(lane, target));
    }

    /// The handler of a function waits for others; for itself it would wait in vain.
    private Patience patience(@Nullable Lane lane, InstanceId target) {
        return lane == null || target.equals(port.self()) ? Patience.NONE : lane;
    }

    private CastResult send(Envelope envelope, Patience patience) {
        if (closed) {
            services().drop(DropReason.SENDER_STOPPED);
            return CastResult.STOPPED;
        }
        return services().router().send(envelope, patience);
    }

    /// Sends a cast that was held until the first patch.
    void release(InstanceId target, byte[] payload) {
        var _ = send(Envelope.cast(event(target, EventKind.CAST, 0, payload, 0)), Patience.NONE);
    }

    @Override
    public CastResult delayedCast(long delayMillis, String channel, byte[] payload) {
        Optional<InstanceId> target =
                channel.equals(SELF) ? Optional.of(port.self()) : port.channels().target(channel);
        if (target.isEmpty()) {
            services().drop(DropReason.UNKNOWN_CHANNEL);
            return CastResult.UNKNOWN_CHANNEL;
        }
        if (isTooLarge(payload)) {
            services().drop(DropReason.TOO_LARGE);
            return CastResult.TOO_LARGE;
        }
        Duration delay = Duration.ofMillis(Math.clamp(delayMillis, 0, DELAY_MILLIS_MAX));
        return delayed.add(delay, event(target.get(), EventKind.CAST, 0, payload, 0));
    }

    private boolean isTooLarge(byte[] payload) {
        return payload.length > port.settings().limits().payloadBytesMax();
    }

    void close() {
        closed = true;
        delayed.close();
    }

    // ---- calls ------------------------------------------------------------------------------

    @Override
    public CallResult call(String channel, byte[] payload) {
        return call(channel, payload, timeoutMillis());
    }

    @Override
    public CallResult call(String channel, byte[] payload, long timeoutMillis) {
        if (channel.equals(SELF)) {
            return callTo(port.self(), payload, timeoutMillis);
        }
        return port.channels()
                .target(channel)
                .map(target -> callTo(target, payload, timeoutMillis))
                .orElseGet(() ->
                        refused(
                                DropReason.UNKNOWN_CHANNEL,
                                Failure.UNKNOWN_CHANNEL,
                                "channel " + channel + " is not mapped"));
    }

    @Override
    public CallResult callRaw(InstanceId target, byte[] payload) {
        return callTo(target, payload, timeoutMillis());
    }

    private long timeoutMillis() {
        return services().settings().callTimeout().toMillis();
    }

    private CallResult callTo(InstanceId target, byte[] payload, long timeoutMillis) {
        Lane lane = port.cell().current();
        Envelope handled = lane == null ? null : lane.envelope();
        int depth = (handled == null ? 0 : handled.depth()) + 1;
        if (isTooLarge(payload)) {
            return refused(
                    DropReason.TOO_LARGE,
                    Failure.TOO_LARGE,
                    "the payload has " + payload.length + " bytes");
        }
        if (target.equals(port.self()) && port.settings().isFunction()) {
            return refused(
                    DropReason.CALL_CYCLE, Failure.ENTANGLED, "a function cannot call itself");
        }
        if (depth > CALL_DEPTH_MAX) {
            return refused(
                    DropReason.CALL_TOO_DEEP,
                    Failure.ENTANGLED,
                    "calls are nested deeper than " + CALL_DEPTH_MAX);
        }
        Duration left = left(handled, Math.max(1, timeoutMillis));
        Optional<PendingCalls.Pending> pending = port.pending().open(target, left);
        if (pending.isEmpty()) {
            return refused(
                    DropReason.CALLS_FULL,
                    Failure.OVERLOADED,
                    "too many calls wait for their answers");
        }
        try {
            return call(new Calling(lane, pending.get(), depth, left.toMillis()), payload);
        } finally {
            if (lane != null) {
                lane.waitFor(null);
            }
            port.pending().forget(pending.get());
        }
    }

    /// No longer than the caller of the event being handled waits.
    private Duration left(@Nullable Envelope handled, long timeoutMillis) {
        if (handled == null || handled.deadlineNanos() == 0) {
            return Duration.ofMillis(timeoutMillis);
        }
        long left =
                Duration.ofNanos(handled.deadlineNanos() - services().clock().nanos()).toMillis();
        return Duration.ofMillis(Math.max(1, Math.min(timeoutMillis, left)));
    }

    /// A call that is about to be made.
    ///
    /// @param depth how many calls are nested, with this one
    private record Calling(
            @Nullable Lane lane, PendingCalls.Pending pending, int depth, long leftMillis) {}

    private CallResult call(Calling calling, byte[] payload) {
        PendingCalls.Pending pending = calling.pending();
        Lane lane = calling.lane();
        if (lane != null) {
            lane.waitFor(pending);
            if (services().router().waitsFor(pending.target(), port.self())) {
                return refused(
                        DropReason.CALL_CYCLE,
                        Failure.ENTANGLED,
                        "the callee waits for its caller");
            }
        }
        Event event =
                event(
                        pending.target(),
                        EventKind.CALL,
                        pending.streamId(),
                        payload,
                        calling.leftMillis());
        Envelope envelope = new Envelope(event, pending.deadlineNanos(), calling.depth());
        return switch (send(envelope, lane == null ? Patience.NONE : lane)) {
            case ACCEPTED -> lane == null ? pending.await() : lane.hostCall(pending::await);
            case OVERLOADED -> failed(Failure.OVERLOADED, "the mailbox of the callee is full");
            case TOO_LARGE -> failed(Failure.TOO_LARGE, "larger than the callee takes");
            case STOPPED -> failed(Failure.STOPPED, "the caller is being stopped");
            case UNREACHABLE, UNKNOWN_CHANNEL ->
                    failed(Failure.UNREACHABLE, "the callee is not known or not reachable");
        };
    }

    private CallResult refused(DropReason reason, Failure failure, String detail) {
        services().drop(reason);
        return failed(failure, detail);
    }

    private static CallResult failed(Failure failure, String detail) {
        return new CallResult.Failed(failure, detail);
    }

    private Event event(
            InstanceId target, EventKind kind, long streamId, byte[] payload, long leftMillis) {
        Lane lane = port.cell().current();
        Envelope handled = lane == null ? null : lane.envelope();
        TraceContext trace =
                handled == null ? TraceContext.NONE : handled.event().context().trace();
        return new Event(
                target,
                port.self(),
                kind,
                streamId,
                payload,
                new EventContext(
                        services().clock().epochNanos(),
                        trace,
                        port.settings().placement(),
                        leftMillis));
    }
}
