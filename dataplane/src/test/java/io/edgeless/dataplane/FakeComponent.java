package io.edgeless.dataplane;

import io.edgeless.api.model.Event;
import io.edgeless.component.Component;
import io.edgeless.component.Outcome;
import io.edgeless.dataplane.run.DeafWait;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// The fake among the components: does what its script says, remembers what it was given, and
/// behaves towards interruptions as a runtime does.
final class FakeComponent implements Component {

    /// Gets the port it runs at and the event.
    interface Script extends BiFunction<Port, Event, Outcome> {}

    static final Script NOTHING = (port, event) -> Outcome.NO_REPLY;
    static final Script ECHO = (port, event) -> new Outcome.Reply(event.payload());

    /// As a guest does: nothing but computing, until it is interrupted.
    static final Script ENDLESS = (port, event) -> untilInterrupted();

    final List<String> payloads = new CopyOnWriteArrayList<>();
    final AtomicInteger handled = new AtomicInteger();
    final AtomicInteger interrupts = new AtomicInteger();
    final AtomicInteger concurrentMost = new AtomicInteger();

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicReference<Optional<Thread>> runner =
            new AtomicReference<>(Optional.empty());
    private final int concurrentEventsMax;
    private volatile Script script;
    private volatile Optional<Port> port = Optional.empty();

    FakeComponent(Script script) {
        this(script, 1);
    }

    FakeComponent(Script script, int concurrentEventsMax) {
        this.script = script;
        this.concurrentEventsMax = concurrentEventsMax;
    }

    void at(Port own) {
        port = Optional.of(own);
    }

    void become(Script other) {
        script = other;
    }

    Port port() {
        return port.orElseThrow();
    }

    /// Waits inside the handler, deaf to interruptions.
    static Script waitingFor(CountDownLatch latch) {
        return (port, event) -> {
            DeafWait.on(latch);
            return Outcome.NO_REPLY;
        };
    }

    static Outcome untilInterrupted() {
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
        return new Outcome.Interrupted("the budget is used up");
    }

    @Override
    public int concurrentEventsMax() {
        return concurrentEventsMax;
    }

    @Override
    public Outcome handle(Event event) {
        return guarded(() -> {
            payloads.add(new String(event.payload(), StandardCharsets.UTF_8));
            return script.apply(port(), event);
        });
    }

    /// A step of its life, such as its initialisation.
    Outcome guarded(Supplier<Outcome> work) {
        concurrentMost.accumulateAndGet(running.incrementAndGet(), Math::max);
        runner.set(Optional.of(Thread.currentThread()));
        try {
            return work.get();
        } finally {
            runner.set(Optional.empty());
            running.decrementAndGet();
            handled.incrementAndGet();
        }
    }

    boolean isRunning() {
        return running.get() > 0;
    }

    void interrupt() {
        interrupts.incrementAndGet();
        runner.get().ifPresent(Thread::interrupt);
    }
}
