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
import io.edgeless.world.Timers.Timer;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// The outputs of one instance.
final class PortOutputs implements Outputs {

    private static final String SELF = "self";
    private static final int CALL_DEPTH_MAX = 16;
    private static final long DELAY_MILLIS_MAX = Duration.ofHours(24).toMillis();

    private final Port port;
    private final DataPlaneSettings times;

    /// Delayed casts that wait; counted by every caller and timer.
    private final AtomicInteger timers = new AtomicInteger();

    /// Delayed casts that wait, to be cancelled by close.
    private final Set<Timer> waiting = ConcurrentHashMap.newKeySet();

    /// Written by close, read by timers that were scheduled at the same moment.
    private volatile boolean closed;

    PortOutputs(Port port, DataPlaneSettings times) {
        this.port = port;
        this.times = times;
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
        Envelope envelope = Envelope.cast(event(target, EventKind.CAST, 0, payload, 0));
        CastResult result = send(envelope, 0);
        boolean mayWait = port.settings().isFunction() && !target.equals(port.self());
        if (result == CastResult.OVERLOADED && mayWait) {
            return port.cell().hostCall(() -> send(envelope, times.patience().toNanos()));
        }
        return result;
    }

    private CastResult send(Envelope envelope, long patienceNanos) {
        return closed ? CastResult.STOPPED : services().router().send(envelope, patienceNanos);
    }

    /// Sends a cast that was held until the first patch.
    void release(InstanceId target, byte[] payload) {
        var _ = send(Envelope.cast(event(target, EventKind.CAST, 0, payload, 0)), 0);
    }

    @Override
    public CastResult delayedCast(long delayMillis, String channel, byte[] payload) {
        Optional<InstanceId> target =
                channel.equals(SELF) ? Optional.of(port.self()) : port.channels().target(channel);
        if (target.isEmpty()) {
            services().drop(DropReason.UNKNOWN_CHANNEL);
            return CastResult.UNKNOWN_CHANNEL;
        }
        if (timers.incrementAndGet() > port.settings().limits().timersMax()) {
            timers.decrementAndGet();
            services().drop(DropReason.TIMERS_FULL);
            return CastResult.OVERLOADED;
        }
        long delay = Math.clamp(delayMillis, 0, DELAY_MILLIS_MAX);
        Event event = event(target.get(), EventKind.CAST, 0, payload, 0);
        Delayed delayed = new Delayed(event);
        delayed.start(Duration.ofMillis(delay));
        return CastResult.ACCEPTED;
    }

    private boolean isTooLarge(byte[] payload) {
        return payload.length > port.settings().limits().payloadBytesMax();
    }

    /// A cast that waits for its time.
    private final class Delayed implements Runnable {

        private final Event event;
        private volatile Optional<Timer> timer = Optional.empty();

        Delayed(Event event) {
            this.event = event;
        }

        void start(Duration delay) {
            Timer scheduled = services().world().timers().schedule(delay, this);
            timer = Optional.of(scheduled);
            waiting.add(scheduled);
            if (closed) {
                scheduled.cancel();
            }
        }

        @Override
        public void run() {
            timers.decrementAndGet();
            timer.ifPresent(waiting::remove);
            var _ = send(Envelope.cast(event), 0);
        }
    }

    void close() {
        closed = true;
        waiting.forEach(Timer::cancel);
        waiting.clear();
    }

    // ---- calls ------------------------------------------------------------------------------

    @Override
    public CallResult call(String channel, byte[] payload) {
        return call(channel, payload, times.callTimeout().toMillis());
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
                        failed(Failure.UNKNOWN_CHANNEL, "channel " + channel + " is not mapped"));
    }

    @Override
    public CallResult callRaw(InstanceId target, byte[] payload) {
        return callTo(target, payload, times.callTimeout().toMillis());
    }

    private CallResult callTo(InstanceId target, byte[] payload, long timeoutMillis) {
        Optional<Envelope> current = port.cell().current();
        int depth = current.map(Envelope::depth).orElse(0) + 1;
        if (isTooLarge(payload)) {
            return failed(Failure.TOO_LARGE, "the payload has " + payload.length + " bytes");
        }
        if (target.equals(port.self()) && port.settings().isFunction()) {
            return failed(Failure.CALLEE_FAILED, "a function cannot call itself");
        }
        if (depth > CALL_DEPTH_MAX) {
            return failed(Failure.CALLEE_FAILED, "calls are nested deeper than " + CALL_DEPTH_MAX);
        }
        Optional<PendingCalls.Pending> pending = port.pending().open(target);
        if (pending.isEmpty()) {
            return failed(Failure.OVERLOADED, "too many calls wait for their answers");
        }
        try {
            long leftMillis = left(current, timeoutMillis);
            return call(pending.get(), payload, leftMillis, depth);
        } finally {
            port.pending().forget(pending.get());
        }
    }

    /// No longer than the caller of the event being handled waits.
    private long left(Optional<Envelope> current, long timeoutMillis) {
        long deadlineNanos = current.map(Envelope::deadlineNanos).orElse(0L);
        if (deadlineNanos == 0) {
            return timeoutMillis;
        }
        long left = Duration.ofNanos(deadlineNanos - services().clock().nanos()).toMillis();
        return Math.max(1, Math.min(timeoutMillis, left));
    }

    private CallResult call(
            PendingCalls.Pending pending, byte[] payload, long leftMillis, int depth) {
        long deadlineNanos = services().clock().nanos() + Duration.ofMillis(leftMillis).toNanos();
        Event event =
                event(pending.target(), EventKind.CALL, pending.streamId(), payload, leftMillis);
        CastResult sent = send(new Envelope(event, deadlineNanos, depth), 0);
        return switch (sent) {
            case ACCEPTED ->
                    port.cell().hostCall(() -> await(pending, Duration.ofMillis(leftMillis)));
            case OVERLOADED -> failed(Failure.OVERLOADED, "the mailbox of the callee is full");
            case TOO_LARGE -> failed(Failure.TOO_LARGE, "larger than the callee takes");
            case STOPPED -> failed(Failure.STOPPED, "the caller is being stopped");
            case UNREACHABLE, UNKNOWN_CHANNEL ->
                    failed(Failure.UNREACHABLE, "the callee is not known or not reachable");
        };
    }

    private static CallResult await(PendingCalls.Pending pending, Duration timeout) {
        try {
            return pending.result().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return failed(Failure.DEADLINE, "no answer within " + timeout.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(Failure.STOPPED, "the caller was interrupted");
        } catch (ExecutionException e) {
            return failed(Failure.CALLEE_FAILED, String.valueOf(e.getCause()));
        }
    }

    private static CallResult failed(Failure failure, String detail) {
        return new CallResult.Failed(failure, detail);
    }

    private Event event(
            InstanceId target, EventKind kind, long streamId, byte[] payload, long leftMillis) {
        TraceContext trace =
                port.cell()
                        .current()
                        .map(envelope -> envelope.event().context().trace())
                        .orElse(TraceContext.NONE);
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
