package io.edgeless.process.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.Counters;
import io.edgeless.world.Labels;
import io.edgeless.world.RecordLog;
import io.edgeless.world.simulated.ManualClock;
import io.edgeless.world.simulated.MemoryDisk;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

class LoopTest {

    private static final Path FOLDER = Path.of("/data/records");

    private static final RecordCodec<Integer> CODEC =
            new RecordCodec<>() {
                @Override
                public byte[] encode(Integer record) {
                    return record.toString().getBytes(StandardCharsets.UTF_8);
                }

                @Override
                public Optional<Integer> decode(byte[] bytes) {
                    String text = new String(bytes, StandardCharsets.UTF_8);
                    return text.equals("?") ? Optional.empty() : Optional.of(Integer.valueOf(text));
                }
            };

    private final MemoryDisk disk = new MemoryDisk();
    private final ManualClock clock = new ManualClock();
    private final Counters counters = new Counters();
    private final BlockingQueue<String> effects = new LinkedBlockingQueue<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private Loop<Integer, Integer, String> start(SumCore core, Effects<String> runner) {
        var loop =
                Loop.start(
                        new Loop.Setup("summer", clock, counters, failures::add),
                        core,
                        (RecordLog.Opened) RecordLog.open(disk, FOLDER),
                        CODEC,
                        runner);
        open.push(loop);
        return loop;
    }

    private Loop<Integer, Integer, String> start() {
        return start(new SumCore(), effects::add);
    }

    private String nextEffect() throws InterruptedException {
        return Optional.ofNullable(effects.poll(10, TimeUnit.SECONDS)).orElse("none");
    }

    private long counted(LoopMetric metric) {
        return counters.counter(metric, Labels.of("loop", "summer")).total();
    }

    /// A loop whose thread stands still in its first effect until it is let go.
    private final class Held {

        final CountDownLatch release = new CountDownLatch(1);
        final Loop<Integer, Integer, String> loop;

        Held() throws InterruptedException {
            var entered = new CountDownLatch(1);
            loop =
                    start(
                            new SumCore(),
                            effect -> {
                                effects.add(effect);
                                entered.countDown();
                                awaitUninterrupted(release);
                            });
            loop.feed(1);
            entered.await();
        }

        private static void awaitUninterrupted(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void inputs_leadToEffectsInOrder() throws InterruptedException {
        var loop = start();

        assertThat(loop.feed(1)).isTrue();
        assertThat(loop.feed(2)).isTrue();
        loop.deliver(3);

        assertThat(List.of(nextEffect(), nextEffect(), nextEffect()))
                .containsExactly("sum 1", "sum 3", "sum 6");
    }

    @Test
    void core_isToldTheFeedersTime() throws InterruptedException {
        clock.advance(Duration.ofNanos(42));

        start().feed(0);

        assertThat(nextEffect()).isEqualTo("now 42");
    }

    @Test
    void effects_startOnlyWhenTheirRecordsAreOnTheDisk() throws InterruptedException {
        var loop =
                start(
                        new SumCore(),
                        effect -> {
                            byte[] log = disk.read(FOLDER.resolve("log")).orElseThrow();
                            effects.add(effect + " " + log.length + " " + disk.forces());
                        });
        int empty = disk.read(FOLDER.resolve("log")).orElseThrow().length;
        long forces = disk.forces();

        loop.feed(5);

        int recordBytes = 16 + 1;
        assertThat(nextEffect()).isEqualTo("sum 5 " + (empty + recordBytes) + " " + (forces + 1));
    }

    @Test
    void waitingInputs_shareOneForce() throws InterruptedException {
        var held = new Held();
        long forces = disk.forces();
        IntStream.range(0, 200).forEach(_ -> held.loop.feed(1));
        held.release.countDown();

        Awaitility.await().until(() -> effects.contains("sum 201"));
        assertThat(disk.forces()).isEqualTo(forces + 1);
    }

    @Test
    void restart_givesTheCoreItsRecordsBack() throws InterruptedException {
        var loop = start();
        loop.feed(4);
        loop.feed(5);
        loop.close();

        var core = new SumCore();
        start(core, effects::add).feed(1);

        assertThat(core.restored()).containsExactly(4, 5);
        assertThat(List.of(nextEffect(), nextEffect(), nextEffect()))
                .containsExactly("sum 4", "sum 9", "sum 10");
    }

    @Test
    void close_handlesWhatWaits_andThenRefuses() {
        var loop = start();
        IntStream.range(0, 1_000).forEach(_ -> loop.feed(1));

        loop.close();

        assertThat(effects).hasSize(1_000).contains("sum 1000");
        assertThat(loop.feed(1)).isFalse();
        loop.deliver(1);
        assertThat(counted(LoopMetric.LOOP_INPUTS_REFUSED)).isEqualTo(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void feed_beyondTheBound_isRefusedAndCounted_andDeliverWaits() throws InterruptedException {
        var held = new Held();
        IntStream.range(0, Loop.WAITING_MAX).forEach(_ -> held.loop.feed(1));

        assertThat(held.loop.feed(1)).isFalse();
        assertThat(counted(LoopMetric.LOOP_INPUTS_REFUSED)).isEqualTo(1);
        Thread delivering = Thread.startVirtualThread(() -> held.loop.deliver(100));
        Awaitility.await().until(() -> delivering.getState() == Thread.State.WAITING);

        held.release.countDown();
        delivering.join();
        held.loop.close();

        assertThat(effects).contains("sum " + (Loop.WAITING_MAX + 101));
    }

    @Test
    void coreThatThrows_isCounted_andTheLoopGoesOn() throws InterruptedException {
        var loop = start();
        loop.feed(13);
        loop.feed(2);

        assertThat(nextEffect()).isEqualTo("sum 2");
        assertThat(counted(LoopMetric.LOOP_INPUTS_FAILED)).isEqualTo(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void effectThatThrows_isCounted_andTheNextOnesRun() throws InterruptedException {
        var loop =
                start(
                        new SumCore(),
                        effect -> {
                            if (effect.equals("sum 1")) {
                                throw new IllegalStateException("cannot");
                            }
                            effects.add(effect);
                        });
        loop.feed(1);
        loop.feed(1);

        assertThat(nextEffect()).isEqualTo("sum 2");
        assertThat(counted(LoopMetric.LOOP_EFFECTS_FAILED)).isEqualTo(1);
    }

    @Test
    void fullDisk_endsTheLoopWithoutTheEffects_andSaysSo() {
        var loop = start();
        disk.limitSpace(5);

        loop.feed(7);

        Awaitility.await().until(() -> !failures.isEmpty());
        assertThat(failures)
                .containsExactly(
                        "the summer cannot write its data: cannot write /data/records/log: no space"
                                + " left on device");
        assertThat(effects).isEmpty();
        assertThat(loop.feed(1)).isFalse();
    }

    @Test
    void manyRecords_areCompacted_andSurviveARestart() {
        var loop = start();
        int inputs = Journal.RECORDS_MAX + 500;
        IntStream.range(0, inputs).forEach(_ -> loop.deliver(1));
        loop.close();

        assertThat(counted(LoopMetric.LOOP_COMPACTIONS)).isEqualTo(1);
        var core = new SumCore();
        start(core, effects::add);
        assertThat(core.restored()).hasSizeLessThan(1_000);
        assertThat(core.restored().stream().mapToInt(Integer::intValue).sum()).isEqualTo(inputs);
    }

    @Test
    void snapshotThatDoesNotFit_isCounted_andTheLoopGoesOn() throws InterruptedException {
        RecordLog log = ((RecordLog.Opened) RecordLog.open(disk, FOLDER)).log();
        byte[] one = CODEC.encode(1);
        log.append(IntStream.range(0, Journal.RECORDS_MAX).mapToObj(_ -> one).toList());
        log.close();
        var loop = start();
        disk.limitSpace(40);

        loop.feed(1);
        assertThat(nextEffect()).isEqualTo("sum 10001");
        Awaitility.await().until(() -> counted(LoopMetric.LOOP_COMPACTIONS_FAILED) == 1);
        loop.feed(1);

        assertThat(nextEffect()).isEqualTo("sum 10002");
        assertThat(counted(LoopMetric.LOOP_COMPACTIONS_FAILED)).isEqualTo(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void recordThatCannotBeRead_isRefusedAtStart() {
        RecordLog log = ((RecordLog.Opened) RecordLog.open(disk, FOLDER)).log();
        log.append(List.of(new byte[] {'?'}));
        log.close();

        assertThatThrownBy(this::start)
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("the stored data of the summer holds a record");
    }
}
