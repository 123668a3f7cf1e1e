package io.edgeless.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeless.world.simulated.MemoryDisk;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

class BlobStoreTest {

    private static final Path FOLDER = Path.of("/data/blobs");

    private final MemoryDisk disk = new MemoryDisk();
    private final BlobStore store = BlobStore.open(disk, FOLDER);

    private String put(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String name = BlobStore.digest(bytes);
        store.put(name, bytes);
        return name;
    }

    @Test
    void blob_isThereAfterReopening() {
        String name = put("hello");

        BlobStore again = BlobStore.open(disk, FOLDER);

        assertThat(again.get(name).orElseThrow()).asString().isEqualTo("hello");
        assertThat(again.names()).containsExactly(name);
    }

    @Test
    void secondPutOfTheSame_writesNothing() {
        put("hello");
        disk.limitSpace(0);

        assertThat(store.get(put("hello"))).isPresent();
    }

    @Test
    void put_underAnotherName_isRefused() {
        assertThatThrownBy(() -> store.put("../../etc/passwd", new byte[1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(disk.list(FOLDER)).isEmpty();
    }

    @Test
    void get_ofAnyName_isEmpty() {
        assertThat(store.get("../lock")).isEmpty();
        assertThat(store.get("0".repeat(64))).isEmpty();
    }

    @Test
    void get_ofAChangedBlob_isEmptyAndSetsItAside() {
        String name = put("hello");
        disk.replace(FOLDER.resolve(name), new byte[] {1, 2, 3});

        assertThat(store.get(name)).isEmpty();

        assertThat(store.names()).isEmpty();
        assertThat(disk.list(FOLDER)).containsExactly(name + ".damaged");
        put("hello");
        assertThat(store.get(name)).isPresent();
    }

    @Test
    void get_ofAVanishedBlob_isEmpty() {
        String name = put("hello");
        disk.delete(FOLDER.resolve(name));

        assertThat(store.get(name)).isEmpty();
        assertThat(store.names()).isEmpty();
    }

    @Test
    void put_onAFullDisk_failsAndTheNameIsNotThere() {
        disk.limitSpace(2);

        assertThatThrownBy(() -> put("hello")).isInstanceOf(DiskException.class);

        assertThat(store.names()).isEmpty();
    }

    @Test
    void retain_deletesTheOthers() {
        String kept = put("kept");
        put("gone");

        store.retain(Set.of(kept, "f".repeat(64)));

        assertThat(store.names()).containsExactly(kept);
        assertThat(disk.list(FOLDER)).containsExactly(kept);
    }
}
