package io.edgeless.bench.micro;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventKind;
import io.edgeless.api.model.LogLevel;
import io.edgeless.bench.measure.BenchException;
import io.edgeless.component.CallResult;
import io.edgeless.component.CastResult;
import io.edgeless.component.Component;
import io.edgeless.component.FunctionInstance;
import io.edgeless.component.HostApi;
import io.edgeless.component.Outcome;
import io.edgeless.component.PreparedFunction;
import io.edgeless.dataplane.Port;

import java.util.Optional;

/// Runs one guest on a bare data plane: what a node does, without state, logs and restarts. Stops
/// passing on when the round is over.
final class GuestHost implements HostApi, Component {

    private final Port port;
    private final Countdown hops;
    private final FunctionInstance guest;

    GuestHost(Port port, Countdown hops, PreparedFunction function) {
        this.port = port;
        this.hops = hops;
        this.guest =
                switch (function.instantiate(this)) {
                    case PreparedFunction.Instantiation.Ready(FunctionInstance fresh) -> fresh;
                    case PreparedFunction.Instantiation.Refused(var refusal) ->
                            throw new BenchException(refusal.text());
                };
        Outcome outcome = guest.init(Optional.empty(), Optional.empty());
        if (!outcome.usable()) {
            throw new BenchException("a guest was not initialised: " + outcome);
        }
    }

    FunctionInstance guest() {
        return guest;
    }

    @Override
    public Outcome handle(Event event) {
        return event.kind() == EventKind.CALL
                ? guest.call(event.source(), event.payload())
                : guest.cast(event.source(), event.payload());
    }

    @Override
    public CastResult cast(String channel, byte[] payload) {
        return hops.count() ? port.outputs().cast(channel, payload) : CastResult.ACCEPTED;
    }

    @Override
    public CastResult castRaw(InstanceId target, byte[] payload) {
        return port.outputs().castRaw(target, payload);
    }

    @Override
    public CallResult call(String channel, byte[] payload) {
        return port.outputs().call(channel, payload);
    }

    @Override
    public CallResult call(String channel, byte[] payload, long timeoutMillis) {
        return port.outputs().call(channel, payload, timeoutMillis);
    }

    @Override
    public CallResult callRaw(InstanceId target, byte[] payload) {
        return port.outputs().callRaw(target, payload);
    }

    @Override
    public CastResult delayedCast(long delayMillis, String channel, byte[] payload) {
        return port.outputs().delayedCast(delayMillis, channel, payload);
    }

    @Override
    public InstanceId self() {
        return port.self();
    }

    @Override
    public void log(LogLevel level, String target, String message) {}

    @Override
    public boolean sync(byte[] state) {
        return true;
    }
}
