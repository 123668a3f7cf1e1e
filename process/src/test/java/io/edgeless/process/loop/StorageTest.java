package io.edgeless.process.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.BlobStore;
import io.edgeless.world.simulated.MemoryDisk;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

class StorageTest {

    private static final Path FOLDER = Path.of("/data/node-1");

    private final MemoryDisk disk = new MemoryDisk();

    @Test
    void records_andBlobs_areThereAfterReopening() {
        byte[] bytes = {1, 2, 3};
        String name = BlobStore.digest(bytes);
        try (Storage storage = Storage.open(disk, FOLDER)) {
            storage.records().log().append(List.of(bytes));
            storage.blobs().put(name, bytes);
        }

        try (Storage again = Storage.open(disk, FOLDER)) {
            assertThat(again.records().records()).containsExactly(bytes);
            assertThat(again.blobs().get(name)).hasValue(bytes);
            assertThat(again.folder().path()).isEqualTo(FOLDER);
        }
    }

    @Test
    void open_ofAFolderInUse_isRefused() {
        try (Storage storage = Storage.open(disk, FOLDER)) {
            assertThat(storage.records().damage()).isEmpty();
            assertThatThrownBy(() -> Storage.open(disk, FOLDER))
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining("in use by another process");
        }
    }

    @Test
    void open_thatIsRefused_leavesTheFolderUnlocked() {
        disk.limitSpace(0);
        assertThatThrownBy(() -> Storage.open(disk, FOLDER))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("no space left");
        disk.limitSpace(1_000);

        Storage.open(disk, FOLDER).close();
    }
}
