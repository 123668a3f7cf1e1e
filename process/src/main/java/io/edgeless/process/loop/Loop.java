package io.edgeless.process.loop;

import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.Clock;
import io.edgeless.world.Counter;
import io.edgeless.world.Counters;
import io.edgeless.world.DiskException;
import io.edgeless.world.Labels;
import io.edgeless.world.RecordLog;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Feeds one core from one thread of its own: takes the waiting inputs, lets the core decide on
/// each of them, writes the records of all of them with one force to the disk, and only then starts
/// their effects. So no effect is ever seen that a restart would not remember.
///
/// When the disk fails, the effects of that batch are not run and the loop ends: the core has
/// decided what the disk does not know. The setup's `failed` is told, so that the process ends and
/// is started again from what is on the disk. When the core throws, which is a fault of ours, that
/// input is reported, counted and left behind; the loop goes on.
///
/// `feed` and `deliver` may be called by any thread. The program's main closes it.
///
/// @param <I> the core's inputs
/// @param <R> the core's records
/// @param <E> the core's effects
public final class Loop<I, R, E> implements AutoCloseable {

    /// Sixty-four full batches: what is fed while the disk is slow for a moment. Inputs beyond it
    /// come faster than they are handled, and waiting longer would not help them.
    static final int WAITING_MAX = 16_384;

    /// As many share one force to the disk; more would only delay the first of them.
    private static final int BATCH_MAX = 256;

    /// Inputs may carry whole modules.
    private static final int SHOWN_CHARACTERS_MAX = 1_000;

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);

    private static final Logger LOGGER = LoggerFactory.getLogger(Loop.class);

    private final Setup setup;
    private final Core<I, R, E> core;
    private final Journal<R> journal;
    private final Effects<E> effects;
    private final InputQueue<I> queue = new InputQueue<>(WAITING_MAX);
    private final Thread thread;

    /// What a loop needs besides its core.
    ///
    /// @param name of the core, for messages and as label of the counters
    /// @param failed told once, by the loop's thread, when the disk failed; a message for people
    public record Setup(String name, Clock clock, Counters counters, Consumer<String> failed) {

        private Counter counter(LoopMetric metric) {
            return counters.counter(metric, labels());
        }

        private Labels labels() {
            return Labels.of("loop", name);
        }
    }

    private Loop(Setup setup, Core<I, R, E> core, Journal<R> journal, Effects<E> effects) {
        this.setup = setup;
        this.core = core;
        this.journal = journal;
        this.effects = effects;
        setup.counters.gauge(LoopMetric.LOOP_INPUTS_WAITING, setup.labels(), queue::size);
        thread = Thread.ofPlatform().daemon().name(setup.name + "-loop").unstarted(this::run);
    }

    /// Restores the core from what is stored, on the calling thread, and starts the loop, which
    /// from now on owns the core and the log.
    ///
    /// @throws StartupException when the stored data cannot be read
    public static <I, R, E> Loop<I, R, E> start(
            Setup setup,
            Core<I, R, E> core,
            RecordLog.Opened stored,
            RecordCodec<R> codec,
            Effects<E> effects) {
        stored.damage().ifPresent(damage -> LOGGER.error("{}: {}", setup.name, damage));
        var journal = new Journal<>(stored.log(), codec);
        journal.restore(core, stored, setup.name);
        var loop = new Loop<>(setup, core, journal, effects);
        loop.thread.start();
        return loop;
    }

    /// Takes an input from outside. Does not wait.
    ///
    /// @return false when too many wait or the loop has ended: the caller says so to whoever asked
    public boolean feed(I input) {
        boolean isTaken = queue.offer(input);
        if (!isTaken) {
            setup.counter(LoopMetric.LOOP_INPUTS_REFUSED).add(1);
        }
        return isTaken;
    }

    /// Takes the result of an effect, which must not get lost: waits for room if need be. Not to be
    /// called by the loop's own thread. Nothing happens when the loop has ended.
    public void deliver(I result) {
        if (!queue.put(result)) {
            LOGGER.debug("{} has ended, not delivered: {}", setup.name, result);
        }
    }

    /// Takes no more inputs, handles those that wait, and closes the log.
    @Override
    public void close() {
        queue.close();
        try {
            if (!thread.join(CLOSE_DEADLINE)) {
                LOGGER.error(
                        "the {} still waits for its disk after {} s",
                        setup.name,
                        CLOSE_DEADLINE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the loop's thread ------------------------------------------------------------------

    private void run() {
        try {
            for (var batch = next(); !batch.isEmpty(); batch = next()) {
                handle(batch);
            }
        } catch (DiskException e) {
            end("the " + setup.name + " cannot write its data: " + e.getMessage(), e);
        } catch (Throwable e) {
            end("the " + setup.name + " failed and cannot go on: " + e, e);
        } finally {
            journal.close();
        }
    }

    private void end(String message, Throwable cause) {
        LOGGER.error(message, cause);
        queue.close();
        setup.failed.accept(message);
    }

    private List<I> next() {
        return queue.take(BATCH_MAX);
    }

    private void handle(List<I> batch) {
        List<R> records = new ArrayList<>();
        List<E> wanted = new ArrayList<>();
        for (I input : batch) {
            Step<R, E> step = step(input);
            records.addAll(step.records());
            wanted.addAll(step.effects());
        }
        setup.counter(LoopMetric.LOOP_INPUTS).add(batch.size());
        if (!records.isEmpty()) {
            journal.append(records);
            setup.counter(LoopMetric.LOOP_RECORDS).add(records.size());
        }
        wanted.forEach(this::begin);
        if (journal.isSnapshotDue()) {
            writeSnapshot();
        }
    }

    private Step<R, E> step(I input) {
        try {
            return core.step(setup.clock.nanos(), input);
        } catch (Throwable e) {
            setup.counter(LoopMetric.LOOP_INPUTS_FAILED).add(1);
            LOGGER.error("the {} failed on {}", setup.name, shown(input), e);
            return Step.nothing();
        }
    }

    private void begin(E effect) {
        try {
            effects.run(effect);
        } catch (Throwable e) {
            setup.counter(LoopMetric.LOOP_EFFECTS_FAILED).add(1);
            LOGGER.error("the {} could not start {}", setup.name, shown(effect), e);
        }
    }

    private void writeSnapshot() {
        try {
            journal.writeSnapshot(core.snapshot());
            setup.counter(LoopMetric.LOOP_COMPACTIONS).add(1);
        } catch (DiskException e) {
            // The log is still whole, or else the next append says that it is not.
            setup.counter(LoopMetric.LOOP_COMPACTIONS_FAILED).add(1);
            LOGGER.warn("the {} could not write a snapshot", setup.name, e);
        } catch (RuntimeException e) {
            setup.counter(LoopMetric.LOOP_COMPACTIONS_FAILED).add(1);
            LOGGER.error("the {} failed to make a snapshot", setup.name, e);
        }
    }

    private static String shown(Object value) {
        String text = String.valueOf(value);
        return text.length() <= SHOWN_CHARACTERS_MAX
                ? text
                : text.substring(0, SHOWN_CHARACTERS_MAX) + "…";
    }
}
