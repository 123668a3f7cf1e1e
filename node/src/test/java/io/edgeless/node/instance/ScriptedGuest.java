package io.edgeless.node.instance;

import io.edgeless.api.id.InstanceId;
import io.edgeless.component.FunctionInstance;
import io.edgeless.component.HostApi;
import io.edgeless.component.Outcome;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;

/// A guest that does what a test says, and remembers what it was asked.
public final class ScriptedGuest implements FunctionInstance {

    public final HostApi host;

    /// What was asked of it, in order.
    public final List<String> steps = new CopyOnWriteArrayList<>();

    /// Opens when it hangs.
    public final CountDownLatch hangs = new CountDownLatch(1);

    /// Set by the test before they are used by the threads of the data plane.
    public volatile Function<Optional<byte[]>, Outcome> init = state -> Outcome.NO_REPLY;

    public volatile Function<byte[], Outcome> event = payload -> new Outcome.Reply(payload);
    public volatile Supplier<Outcome> stop = () -> Outcome.NO_REPLY;

    /// Runs when it is closed; set by the test.
    public volatile Runnable closing = () -> {};

    private final Semaphore interruptions = new Semaphore(0);
    private final CountDownLatch mercy = new CountDownLatch(1);

    ScriptedGuest(HostApi host) {
        this.host = host;
    }

    /// As an endless loop: ends by an interruption only.
    public Outcome loop() {
        hangs.countDown();
        interruptions.acquireUninterruptibly();
        return new Outcome.Interrupted("the loop was interrupted");
    }

    /// As a fault of ours: does not even end by interruptions, but only when the test says so.
    public Outcome hang() {
        hangs.countDown();
        boolean isOver = false;
        while (!isOver) {
            try {
                mercy.await();
                isOver = true;
            } catch (InterruptedException e) {
                steps.add("ignored");
            }
        }
        return Outcome.NO_REPLY;
    }

    public void release() {
        mercy.countDown();
    }

    @Override
    public Outcome init(Optional<byte[]> payload, Optional<byte[]> state) {
        steps.add(
                "init "
                        + payload.map(ScriptedGuest::text).orElse("-")
                        + " "
                        + state.map(ScriptedGuest::text).orElse("-"));
        return init.apply(state);
    }

    @Override
    public Outcome cast(InstanceId source, byte[] payload) {
        steps.add("cast " + text(payload));
        return event.apply(payload);
    }

    @Override
    public Outcome call(InstanceId source, byte[] payload) {
        steps.add("call " + text(payload));
        return event.apply(payload);
    }

    @Override
    public Outcome stop() {
        steps.add("stop");
        return stop.get();
    }

    @Override
    public void interrupt() {
        steps.add("interrupt");
        interruptions.release();
    }

    @Override
    public long memoryBytes() {
        return 0;
    }

    @Override
    public void close() {
        steps.add("close");
        closing.run();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
