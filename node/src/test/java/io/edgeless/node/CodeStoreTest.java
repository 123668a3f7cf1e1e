package io.edgeless.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeless.api.id.Digest;
import io.edgeless.api.model.Binary;
import io.edgeless.process.loop.PinnedBlobs;
import io.edgeless.world.BlobStore;
import io.edgeless.world.DiskException;
import io.edgeless.world.simulated.MemoryDisk;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Set;

class CodeStoreTest {

    private static final Binary.Inline CODE = inline(1);
    private static final Binary.Inline OTHER = inline(2);

    private final MemoryDisk disk = new MemoryDisk();
    private final BlobStore blobs = BlobStore.open(disk, Path.of("/blobs"));
    private final CodeStore store = new CodeStore(new PinnedBlobs(blobs));

    private static Binary.Inline inline(int content) {
        byte[] bytes = {(byte) content};
        return new Binary.Inline(Digest.of(bytes), bytes);
    }

    @Test
    void code_stays_whileSomebodyHoldsIt() {
        try (PinnedBlobs.Pin first = store.put(CODE)) {
            try (PinnedBlobs.Pin second = store.put(CODE)) {
                assertThat(second).isNotSameAs(first);
            }
            store.need(Set.of());
            store.sweep();
            assertThat(store.get(CODE.digest())).isPresent();
        }

        store.need(Set.of());
        store.sweep();
        assertThat(store.get(CODE.digest())).isEmpty();
        assertThat(blobs.names()).isEmpty();
    }

    @Test
    void code_stays_whileTheAgentNeedsIt() {
        store.put(CODE).close();
        store.put(OTHER).close();
        store.need(Set.of(CODE.digest()));

        store.sweep();

        assertThat(blobs.names()).containsExactly(CODE.digest().hex());
    }

    @Test
    void code_thatCannotBeStored_isNotHeld() {
        disk.limitSpace(0);
        assertThatThrownBy(() -> store.put(CODE)).isInstanceOf(DiskException.class);
        disk.limitSpace(1000);
        store.put(CODE).close();
        store.need(Set.of());

        store.sweep();

        assertThat(blobs.names()).isEmpty();
    }
}
