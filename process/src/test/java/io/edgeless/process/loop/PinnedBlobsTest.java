package io.edgeless.process.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgeless.world.BlobStore;
import io.edgeless.world.Disk;
import io.edgeless.world.DiskException;
import io.edgeless.world.simulated.MemoryDisk;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

class PinnedBlobsTest {

    private static final byte[] BYTES = {1, 2, 3};
    private static final String NAME = BlobStore.digest(BYTES);

    private final MemoryDisk disk = new MemoryDisk();
    private final PinnedBlobs blobs = new PinnedBlobs(BlobStore.open(disk, Path.of("/blobs")));

    @Test
    void retain_ofPinnedValue_keepsItUntilTheLastPinIsClosed() {
        PinnedBlobs.Pin first = blobs.put(Map.of(NAME, BYTES));
        PinnedBlobs.Pin second = blobs.put(Map.of(NAME, BYTES));
        first.close();
        retain();
        assertThat(blobs.get(NAME)).contains(BYTES);
        second.close();
        retain(NAME);
        assertThat(blobs.get(NAME)).contains(BYTES);
        retain();
        assertThat(blobs.get(NAME)).isEmpty();
    }

    @Test
    void retain_leavesTheDiskToTheSweep() {
        blobs.put(Map.of(NAME, BYTES)).close();

        blobs.retain(Set.of());
        assertThat(blobs.get(NAME)).contains(BYTES);

        blobs.sweep();
        assertThat(blobs.get(NAME)).isEmpty();
    }

    @Test
    void sweep_afterALaterDecision_keepsWhatThatOneNeeds() {
        blobs.put(Map.of(NAME, BYTES)).close();
        blobs.retain(Set.of());
        blobs.put(Map.of(NAME, BYTES)).close();

        blobs.sweep();

        assertThat(blobs.get(NAME)).contains(BYTES);
        retain();
        assertThat(blobs.get(NAME)).isEmpty();
    }

    @Test
    void sweep_ofWhatWasPinnedWhenItWasDecided_keepsIt() {
        try (PinnedBlobs.Pin _ = blobs.put(Map.of(NAME, BYTES))) {
            blobs.retain(Set.of());
        }

        blobs.sweep();

        assertThat(blobs.get(NAME)).contains(BYTES);
    }

    @Test
    void sweep_beforeAnyDecision_deletesNothing() {
        blobs.put(Map.of(NAME, BYTES)).close();

        blobs.sweep();

        assertThat(blobs.get(NAME)).contains(BYTES);
    }

    @Test
    void sweeps_thatWaitForAnother_areDoneAsOne() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger deletions = new AtomicInteger();
        var busy =
                new PinnedBlobs(
                        BlobStore.open(
                                undeletable(() -> {
                                    deletions.incrementAndGet();
                                    begun.countDown();
                                    awaitOpen(released);
                                }),
                                Path.of("/blobs")));
        busy.put(Map.of(NAME, BYTES)).close();
        busy.retain(Set.of());
        List<Thread> threads = new ArrayList<>();
        threads.add(Thread.ofPlatform().start(() -> sweepInVain(busy)));
        begun.await();
        for (int i = 0; i < 10; i++) {
            threads.add(Thread.ofPlatform().start(() -> sweepInVain(busy)));
        }
        await().until(() ->
                threads.stream()
                        .skip(1)
                        .allMatch(thread -> thread.getState() == Thread.State.BLOCKED));

        released.countDown();

        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(deletions).hasValue(2);
    }

    private static void awaitOpen(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sweepInVain(PinnedBlobs blobs) {
        try {
            blobs.sweep();
        } catch (DiskException e) {
            assertThat(e).hasMessage("busy");
        }
    }

    /// The disk of this test, whose deletions all fail.
    private Disk undeletable(Runnable before) {
        return (Disk)
                Proxy.newProxyInstance(
                        Disk.class.getClassLoader(),
                        new Class<?>[] {Disk.class},
                        (_, method, arguments) -> {
                            if (method.getName().equals("delete")) {
                                before.run();
                                throw new DiskException("busy");
                            }
                            return method.invoke(disk, arguments);
                        });
    }

    private void retain(String... names) {
        blobs.retain(Set.of(names));
        blobs.sweep();
    }

    @Test
    void put_sameValueTwice_writesItOnce() {
        blobs.put(Map.of(NAME, BYTES)).close();
        long written = disk.forces();
        blobs.put(Map.of(NAME, BYTES)).close();
        assertThat(disk.forces()).isEqualTo(written);
    }

    @Test
    void put_withoutSpace_throwsAndPinsNothing() {
        disk.limitSpace(0);
        assertThatThrownBy(() -> blobs.put(Map.of(NAME, BYTES))).isInstanceOf(DiskException.class);
        disk.limitSpace(1_000);
        blobs.put(Map.of(NAME, BYTES)).close();
        retain();
        assertThat(blobs.get(NAME)).isEmpty();
    }
}
