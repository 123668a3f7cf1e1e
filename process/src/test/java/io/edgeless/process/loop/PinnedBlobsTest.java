package io.edgeless.process.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeless.world.BlobStore;
import io.edgeless.world.DiskException;
import io.edgeless.world.simulated.MemoryDisk;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

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
