package io.edgeless.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/// The seams' real sides.
class SystemWorldTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final World world = World.real();

    @TempDir private Path folder;

    @AfterEach
    void close() {
        world.timers().close();
    }

    // ---- timers -----------------------------------------------------------------------------

    @Test
    void timer_runsItsTaskOnce_andCannotBeCancelledAfter() {
        var runs = new AtomicInteger();
        Timers.Timer timer = world.timers().schedule(Duration.ZERO, runs::incrementAndGet);

        Awaitility.await().until(() -> runs.get() == 1);
        Awaitility.await().until(() -> !timer.cancel());
    }

    @Test
    void cancelledTimer_canBeCancelledOnce() {
        Timers.Timer timer = world.timers().schedule(LONG, () -> {});

        assertThat(timer.cancel()).isTrue();
        assertThat(timer.cancel()).isFalse();
    }

    @Test
    void taskThatThrows_doesNotStopTheNext() {
        var runs = new AtomicInteger();
        world.timers()
                .schedule(
                        Duration.ZERO,
                        () -> {
                            throw new AssertionError("a fault of ours");
                        });
        world.timers().schedule(Duration.ZERO, runs::incrementAndGet);

        Awaitility.await().until(() -> runs.get() == 1);
    }

    @Test
    void schedule_afterClose_neverRunsAndDoesNotThrow() {
        world.timers().close();

        assertThat(world.timers().schedule(LONG, () -> {}).cancel()).isTrue();
    }

    // ---- clock and chance -------------------------------------------------------------------

    @Test
    void clock_isTheMachines() {
        long nanos = world.clock().nanos();
        long epochSeconds = world.clock().epochNanos() / 1_000_000_000;

        assertThat(world.clock().nanos()).isGreaterThanOrEqualTo(nanos);
        assertThat(Instant.ofEpochSecond(epochSeconds))
                .isBetween(Instant.now().minus(LONG), Instant.now().plus(LONG));
    }

    @Test
    void uuid_isOfVersion4AndItsVariant() {
        for (int round = 0; round < 100; round++) {
            UUID uuid = world.chance().uuid();
            assertThat(uuid.version()).isEqualTo(4);
            assertThat(uuid.variant()).isEqualTo(2);
        }
    }

    @Test
    void network_knowsTheMachinesName() {
        assertThat(world.network().hostName()).isNotBlank();
    }

    // ---- disk -------------------------------------------------------------------------------

    @Test
    void replace_leavesNothingBeside() {
        Path file = folder.resolve("file");
        world.disk().replace(file, new byte[] {1});
        world.disk().replace(file, new byte[] {2});

        assertThat(world.disk().read(file)).hasValue(new byte[] {2});
        assertThat(world.disk().list(folder)).containsExactly("file");
    }

    @Test
    void replace_thatFails_namesTheFileAndLeavesNothingBeside() throws IOException {
        Path file = Files.createDirectory(folder.resolve("busy"));
        Files.writeString(file.resolve("inside"), "x");

        assertThatThrownBy(() -> world.disk().replace(file, new byte[] {1}))
                .isInstanceOf(DiskException.class)
                .hasMessageStartingWith("cannot write " + file);
        assertThat(world.disk().list(folder)).containsExactly("busy");
    }

    @Test
    void extend_refusesWhateverIsNoPlainFile() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "x");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);

        assertThatThrownBy(() -> world.disk().extend(link)).isInstanceOf(DiskException.class);
        assertThatThrownBy(() -> world.disk().extend(folder)).isInstanceOf(DiskException.class);
    }

    @Test
    void real_followsLinks() throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);

        assertThat(world.disk().real(link)).contains(target.toRealPath());
        assertThat(world.disk().real(folder.resolve("none"))).isEmpty();
    }

    @Test
    void lock_heldHere_isNotGivenTwice_alsoToAnotherWorld() {
        Path file = folder.resolve("lock");
        Disk.Lock lock = world.disk().lock(file).orElseThrow();

        assertThat(world.disk().lock(file)).isEmpty();
        assertThat(new SystemDisk().lock(file)).isEmpty();

        lock.close();
        world.disk().lock(file).orElseThrow().close();
    }

    @Test
    void lock_inAMissingFolder_isExplained() {
        Path file = folder.resolve("none").resolve("lock");

        assertThatThrownBy(() -> world.disk().lock(file))
                .isInstanceOf(DiskException.class)
                .hasMessageStartingWith("cannot lock " + file);
    }
}
