package io.edgeless.resource.builtin.file;

import io.edgeless.api.id.InstanceId;
import io.edgeless.component.CallResult;
import io.edgeless.component.CastResult;
import io.edgeless.component.Outputs;

/// For resources that send nothing.
record NoOutputs() implements Outputs {

    @Override
    public CastResult cast(String channel, byte[] payload) {
        return CastResult.UNKNOWN_CHANNEL;
    }

    @Override
    public CastResult castRaw(InstanceId target, byte[] payload) {
        return CastResult.UNREACHABLE;
    }

    @Override
    public CallResult call(String channel, byte[] payload) {
        return new CallResult.Failed(CallResult.Failure.UNKNOWN_CHANNEL, channel);
    }

    @Override
    public CallResult call(String channel, byte[] payload, long timeoutMillis) {
        return call(channel, payload);
    }

    @Override
    public CallResult callRaw(InstanceId target, byte[] payload) {
        return new CallResult.Failed(CallResult.Failure.UNREACHABLE, "nobody");
    }

    @Override
    public CastResult delayedCast(long delayMillis, String channel, byte[] payload) {
        return CastResult.UNKNOWN_CHANNEL;
    }
}
