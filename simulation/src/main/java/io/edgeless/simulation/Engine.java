package io.edgeless.simulation;

import io.edgeless.process.loop.Core;
import io.edgeless.process.loop.Journal;
import io.edgeless.process.loop.RecordCodec;
import io.edgeless.process.loop.Step;
import io.edgeless.process.loop.Storage;
import io.edgeless.simulation.Part.DiskFate;
import io.edgeless.world.DiskException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Feeds a real core as the loop does, with its real journal on the part's disk: takes the inputs
/// that wait, lets the core decide, writes all records with one force, then starts the effects. The
/// process may die between any two effects.
final class Engine<I, R, E> {

    private static final Path FOLDER = Path.of("/data");

    /// Small, so that most restarts are from snapshots.
    private static final int SNAPSHOT_RECORDS = 12;

    private static final long FORCE_MAX = Duration.ofMillis(3).toNanos();
    private static final long RESTART = Duration.ofSeconds(1).toNanos();

    private final Part part;
    private final Core<I, R, E> core;
    private final Journal<R> journal;
    private final Consumer<E> effects;
    private final Optional<Consumer<List<R>>> watch;
    private final List<I> waiting = new ArrayList<>();

    /// Records that a wrong variant has not written yet.
    private final List<R> late = new ArrayList<>();

    private boolean isPlanned;

    /// Restores the core from the part's disk.
    Engine(Part part, Core<I, R, E> core, RecordCodec<R> codec, Consumer<E> effects) {
        this(part, core, codec, effects, Optional.empty());
    }

    /// @param watch looks at all that the core would remember, when it begins and after every step
    ///   that changed it
    Engine(
            Part part,
            Core<I, R, E> core,
            RecordCodec<R> codec,
            Consumer<E> effects,
            Optional<Consumer<List<R>>> watch) {
        this.part = part;
        this.core = core;
        this.effects = effects;
        this.watch = watch;
        Storage storage = Storage.open(part.disk(), FOLDER);
        storage.records().damage().ifPresent(damage -> part.note("finds", damage));
        journal = new Journal<>(storage.records().log(), codec, SNAPSHOT_RECORDS);
        journal.restore(core, storage.records(), part.name());
        watch();
    }

    private void watch() {
        watch.ifPresent(looking -> looking.accept(core.snapshot()));
    }

    /// Takes an input; handled soon, perhaps together with others.
    void feed(I input) {
        waiting.add(input);
        if (!isPlanned) {
            isPlanned = true;
            part.after(part.setting().dice().between(0, FORCE_MAX), this::turn);
        }
    }

    private void turn() {
        isPlanned = false;
        List<I> batch = List.copyOf(waiting);
        waiting.clear();
        List<R> records = new ArrayList<>();
        List<E> wanted = new ArrayList<>();
        for (I input : batch) {
            Step<R, E> step = step(input);
            records.addAll(step.records());
            wanted.addAll(step.effects());
            if (!step.records().isEmpty()) {
                watch();
            }
        }
        part.setting().trace().mix(records.size());
        if (!remember(due(records)) || !begin(wanted)) {
            return;
        }
        if (journal.isSnapshotDue()) {
            writeSnapshot();
        }
    }

    /// The records to be written before the effects of this turn: all of them.
    private List<R> due(List<R> records) {
        if (!part.setting().is(Variant.EFFECTS_BEFORE_RECORDS)) {
            return records;
        }
        List<R> before = List.copyOf(late);
        late.clear();
        late.addAll(records);
        return before;
    }

    private Step<R, E> step(I input) {
        try {
            return core.step(part.clock(), input);
        } catch (RuntimeException e) {
            part.setting().witness().violated(part.name() + " threw " + e + " on " + input);
            return Step.nothing();
        }
    }

    /// @return whether the records are on the disk; otherwise the process is dead
    private boolean remember(List<R> records) {
        try {
            if (!records.isEmpty()) {
                part.note("records", records);
                journal.append(records);
            }
            return true;
        } catch (DiskException e) {
            part.note("fails", e.getMessage());
            part.disk().limitSpace(Long.MAX_VALUE);
            part.bounce(DiskFate.TORN, RESTART);
            return false;
        }
    }

    /// @return whether the process is still alive
    private boolean begin(List<E> wanted) {
        int life = part.life();
        for (E effect : wanted) {
            if (part.diesInTurn()) {
                part.bounce(DiskFate.TORN, RESTART);
            }
            if (part.life() != life) {
                return false;
            }
            effects.accept(effect);
        }
        return true;
    }

    private void writeSnapshot() {
        try {
            journal.writeSnapshot(core.snapshot());
        } catch (DiskException e) {
            part.note("cannot write a snapshot", e.getMessage());
        }
    }
}
