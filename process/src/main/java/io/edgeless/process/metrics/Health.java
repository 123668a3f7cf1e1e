package io.edgeless.process.metrics;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What a program says to those who watch it: whether it lives, which it does until something fails
/// for good, and whether it can do its work. Safe for concurrent use.
public final class Health {

    /// The first failure; any thread may report one.
    private final AtomicReference<Optional<String>> failure =
            new AtomicReference<>(Optional.empty());

    /// Replaced when the program has started, and when it begins to stop; read by the threads that
    /// answer.
    private volatile Supplier<Optional<String>> unready = () -> Optional.of("starting");

    private final List<Supplier<Optional<String>>> pulses = new CopyOnWriteArrayList<>();

    /// Has every failure that is told to the result remembered here and passed on.
    public Consumer<String> reporting(Consumer<String> failed) {
        return message -> {
            failure.compareAndSet(Optional.empty(), Optional.of(message));
            failed.accept(message);
        };
    }

    /// Asks this too, whenever somebody asks for the program's health.
    ///
    /// @param pulse why a part does not live any more; empty while it does. Must not block
    public void watch(Supplier<Optional<String>> pulse) {
        pulses.add(pulse);
    }

    /// The program has started.
    ///
    /// @param whyNot why it cannot do its work at this moment; empty when it can. Called by any
    ///   thread, must not block
    public void started(Supplier<Optional<String>> whyNot) {
        unready = whyNot;
    }

    /// The program is being closed and takes no more work.
    public void stopping() {
        unready = () -> Optional.of("stopping");
    }

    /// Why it does not live any more; empty while it does.
    Optional<String> dead() {
        return failure.get()
                .or(() -> pulses.stream().flatMap(pulse -> pulse.get().stream()).findFirst());
    }

    /// Why it cannot do its work; empty when it can.
    Optional<String> unready() {
        return dead().or(unready);
    }
}
