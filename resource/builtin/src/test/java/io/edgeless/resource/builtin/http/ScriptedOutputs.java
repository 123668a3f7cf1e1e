package io.edgeless.resource.builtin.http;

import io.edgeless.api.id.InstanceId;
import io.edgeless.component.CallResult;
import io.edgeless.component.CastResult;
import io.edgeless.component.Outputs;

import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/// Answers the calls and casts of a resource as a test says, and remembers their payloads. Safe for
/// concurrent use.
final class ScriptedOutputs implements Outputs {

    private static final String CHANNEL = HttpIngressResource.NEW_REQUEST;

    final Queue<String> payloads = new ConcurrentLinkedQueue<>();

    /// Replaced by the test, read by the threads of the server.
    private volatile Function<byte[], CallResult> answers = _ -> CallResult.NO_REPLY;

    /// Replaced by the test, read by the threads of the server.
    private volatile CastResult castResult = CastResult.ACCEPTED;

    /// Set by the test, read by the threads of the server.
    private volatile boolean isForgetful;

    /// From now on payloads are not remembered, for tests that send without end.
    void forget() {
        isForgetful = true;
    }

    private void remember(byte[] payload) {
        if (!isForgetful) {
            payloads.add(new String(payload, StandardCharsets.UTF_8));
        }
    }

    void answerCalls(Function<byte[], CallResult> script) {
        answers = script;
    }

    void reply(String json) {
        answers = _ -> new CallResult.Reply(json.getBytes(StandardCharsets.UTF_8));
    }

    void fail(CallResult.Failure failure) {
        answers = _ -> new CallResult.Failed(failure, "secret detail");
    }

    void answerCasts(CastResult result) {
        castResult = result;
    }

    @Override
    public CastResult cast(String channel, byte[] payload) {
        remember(payload);
        return channel.equals(CHANNEL) ? castResult : CastResult.UNKNOWN_CHANNEL;
    }

    @Override
    public CallResult call(String channel, byte[] payload, long timeoutMillis) {
        remember(payload);
        return channel.equals(CHANNEL)
                ? answers.apply(payload)
                : new CallResult.Failed(CallResult.Failure.UNKNOWN_CHANNEL, channel);
    }

    @Override
    public CallResult call(String channel, byte[] payload) {
        return call(channel, payload, 1);
    }

    @Override
    public CastResult castRaw(InstanceId target, byte[] payload) {
        return CastResult.UNREACHABLE;
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
