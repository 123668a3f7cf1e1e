package io.edgeless.runtime.wasm;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.LogLevel;
import io.edgeless.component.CallResult;
import io.edgeless.component.CastResult;
import io.edgeless.component.HostApi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/// A host that writes down what the guest asks and answers calls as the test says.
public final class ScriptedHost implements HostApi {

    public static final InstanceId SELF =
            new InstanceId(
                    new NodeId(new UUID(0x0102030405060708L, 0x090A0B0C0D0E0F10L)),
                    new PhysicalId(new UUID(0x1112131415161718L, 0x191A1B1C1D1E1F20L)));

    public final List<String> asked = new ArrayList<>();
    public final List<byte[]> payloads = new ArrayList<>();
    public Supplier<CallResult> answer = () -> CallResult.NO_REPLY;

    @Override
    public InstanceId self() {
        return SELF;
    }

    @Override
    public void log(LogLevel level, String target, String message) {
        asked.add("log %s %s %s".formatted(level, target, message));
    }

    @Override
    public boolean sync(byte[] state) {
        note("sync", state);
        return true;
    }

    @Override
    public CastResult cast(String channel, byte[] payload) {
        note("cast " + channel, payload);
        return CastResult.ACCEPTED;
    }

    @Override
    public CastResult castRaw(InstanceId target, byte[] payload) {
        note("castRaw " + target.node() + " " + target.function(), payload);
        return CastResult.ACCEPTED;
    }

    @Override
    public CallResult call(String channel, byte[] payload) {
        note("call " + channel, payload);
        return answer.get();
    }

    @Override
    public CallResult call(String channel, byte[] payload, long timeoutMillis) {
        throw new AssertionError("guests of this runtime have no timeouts of their own");
    }

    @Override
    public CallResult callRaw(InstanceId target, byte[] payload) {
        note("callRaw " + target.node() + " " + target.function(), payload);
        return answer.get();
    }

    @Override
    public CastResult delayedCast(long delayMillis, String channel, byte[] payload) {
        note("delayedCast " + delayMillis + " " + channel, payload);
        return CastResult.ACCEPTED;
    }

    private void note(String what, byte[] payload) {
        asked.add(what + " " + new String(payload, StandardCharsets.ISO_8859_1));
        payloads.add(payload);
    }
}
