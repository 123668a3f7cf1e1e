package io.edgeless.node.instance;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.LogLevel;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.StatePolicy;
import io.edgeless.component.CallResult;
import io.edgeless.component.CastResult;
import io.edgeless.component.HostApi;
import io.edgeless.component.Limits;
import io.edgeless.dataplane.Port;
import io.edgeless.node.state.StateStore;
import io.edgeless.node.telemetry.LogRing;
import io.edgeless.node.telemetry.LogText;
import io.edgeless.node.telemetry.RateLimit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// What a guest may ask of its host: events go to the data plane, state to the store, lines to
/// telemetry. Called on the thread that runs the guest.
final class GuestApi implements HostApi {

    private static final Logger LOGGER = LoggerFactory.getLogger("io.edgeless.function");

    private static final String DELAYED_FULL =
            "the limit of delayed casts that wait, or of their bytes, is reached";
    private static final String FULL = "the limit of what may wait for it is reached";

    private final FunctionSpec spec;
    private final Port port;
    private final Services services;
    private final Limits limits;
    private final LogRing log;
    private final LogFields fields;
    private final RateLimit logRate;
    private final Refusals refusals;

    /// Lines left out since the last one that was let through; only the guest's thread uses it.
    private long suppressed;

    GuestApi(FunctionPlan plan, Port port, Services services, LogRing log) {
        this.spec = plan.spec();
        this.fields = plan.fields();
        this.port = port;
        this.services = services;
        this.limits = plan.limits();
        this.log = log;
        long nowNanos = services.world().clock().nanos();
        this.logRate = new RateLimit(limits.logLinesPerSecond(), nowNanos);
        this.refusals = new Refusals(nowNanos);
    }

    @Override
    public InstanceId self() {
        return port.self();
    }

    @Override
    public CastResult cast(String channel, byte[] payload) {
        return told(port.outputs().cast(channel, payload), payload, channel, FULL);
    }

    @Override
    public CastResult castRaw(InstanceId target, byte[] payload) {
        return told(port.outputs().castRaw(target, payload), payload, target, FULL);
    }

    @Override
    public CallResult call(String channel, byte[] payload) {
        return told(port.outputs().call(channel, payload), channel);
    }

    @Override
    public CallResult call(String channel, byte[] payload, long timeoutMillis) {
        return told(port.outputs().call(channel, payload, timeoutMillis), channel);
    }

    @Override
    public CallResult callRaw(InstanceId target, byte[] payload) {
        return told(port.outputs().callRaw(target, payload), target);
    }

    @Override
    public CastResult delayedCast(long delayMillis, String channel, byte[] payload) {
        return told(
                port.outputs().delayedCast(delayMillis, channel, payload),
                payload,
                channel,
                DELAYED_FULL);
    }

    /// A guest does not see what became of its cast; its owner does, if it met a limit.
    private CastResult told(CastResult result, byte[] payload, Object target, String full) {
        if (Refusals.isOne(result)) {
            String why =
                    result == CastResult.OVERLOADED
                            ? full
                            : "%d bytes are more than the limit of one payload"
                                    .formatted(payload.length);
            tell("a cast to %s was dropped: %s".formatted(target, why));
        }
        return result;
    }

    /// A guest sees that its call failed, but not why.
    private CallResult told(CallResult result, Object target) {
        if (result instanceof CallResult.Failed failed && Refusals.isOne(failed)) {
            tell("a call to %s failed: %s".formatted(target, failed.detail()));
        }
        return result;
    }

    private void tell(String what) {
        refusals.line(what, now()).ifPresent(line -> write(LogLevel.WARN, "edgeless", clean(line)));
    }

    private long now() {
        return services.world().clock().nanos();
    }

    private String clean(String line) {
        return LogText.clean(line, limits.logLineBytesMax());
    }

    @Override
    public void log(LogLevel level, String target, String message) {
        if (!logRate.allows(now())) {
            suppressed++;
            services.metrics().logLineLeftOut();
            return;
        }
        if (suppressed > 0) {
            write(LogLevel.WARN, "edgeless", suppressed + " lines left out: over the rate limit");
            suppressed = 0;
        }
        write(level, clean(target), clean(message));
    }

    private void write(LogLevel level, String target, String message) {
        long epochNanos = services.world().clock().epochNanos();
        log.add(epochNanos, level, target, message);
        services.samples().logged(self().function(), epochNanos, target, message);
        fields.on(() -> LOGGER.atLevel(slf4j(level)).log("{}: {}", target, message));
    }

    private static Level slf4j(LogLevel level) {
        return switch (level) {
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
            case TRACE -> Level.TRACE;
        };
    }

    @Override
    public boolean sync(byte[] state) {
        if (spec.state().policy() != StatePolicy.NODE_LOCAL) {
            return true;
        }
        if (state.length > limits.stateBytesMax()) {
            return notSaved(
                    state.length + " bytes are more than the limit of " + limits.stateBytesMax());
        }
        long epoch = spec.placement().map(Placement::epoch).orElse(0L);
        StateStore.Result result =
                port.hostCall(() -> services.states().save(spec.state().id(), epoch, state));
        return switch (result) {
            case StateStore.Result.Failed(String reason) -> notSaved(reason);
            case StateStore.Result.Saved _,
                    StateStore.Result.Loaded _,
                    StateStore.Result.Absent _ ->
                    true;
        };
    }

    /// Said within the rate of the guest's own lines: it may try again and again.
    private boolean notSaved(String reason) {
        services.metrics().stateNotSaved();
        log(LogLevel.ERROR, "edgeless", "state not saved: " + reason);
        return false;
    }
}
