package io.edgeless.node.instance;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.model.LogLevel;
import io.edgeless.component.CallResult;
import io.edgeless.component.CastResult;
import io.edgeless.component.HostApi;

/// A host that does nothing, for guests that ask for nothing.
final class NoHost implements HostApi {

    private static final CallResult NOBODY =
            new CallResult.Failed(CallResult.Failure.UNREACHABLE, "nobody");

    @Override
    public InstanceId self() {
        return InstanceId.NONE;
    }

    @Override
    public void log(LogLevel level, String target, String message) {}

    @Override
    public boolean sync(byte[] state) {
        return false;
    }

    @Override
    public CastResult cast(String channel, byte[] payload) {
        return CastResult.UNREACHABLE;
    }

    @Override
    public CastResult castRaw(InstanceId target, byte[] payload) {
        return CastResult.UNREACHABLE;
    }

    @Override
    public CallResult call(String channel, byte[] payload) {
        return NOBODY;
    }

    @Override
    public CallResult call(String channel, byte[] payload, long timeoutMillis) {
        return NOBODY;
    }

    @Override
    public CallResult callRaw(InstanceId target, byte[] payload) {
        return NOBODY;
    }

    @Override
    public CastResult delayedCast(long delayMillis, String channel, byte[] payload) {
        return CastResult.UNREACHABLE;
    }
}
