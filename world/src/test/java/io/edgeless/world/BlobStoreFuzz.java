package io.edgeless.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.fuzzing.Choices;
import io.edgeless.fuzzing.FuzzTarget;
import io.edgeless.world.simulated.MemoryDisk;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/// A folder of blobs with files in it that were changed, cut, renamed or never blobs: what is
/// handed out has the name it should have, and a damaged blob can be stored anew.
final class BlobStoreFuzz implements FuzzTarget {

    private static final Path FOLDER = Path.of("/data/blobs");

    /// Kept, as the level of a logger that nobody keeps is forgotten. Damage is reported each time.
    private static final Logger REPORTS = Logger.getLogger(BlobStore.class.getName());

    BlobStoreFuzz() {
        REPORTS.setLevel(Level.OFF);
    }

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        var choices = new Choices(input);
        var disk = new MemoryDisk();
        for (int i = choices.below(4); i >= 0; i--) {
            byte[] content = choices.bytes(64);
            disk.replace(FOLDER.resolve(name(choices, content)), changed(choices, content));
        }
        var store = BlobStore.open(disk, FOLDER);
        for (String name : store.names()) {
            store.get(name).ifPresent(bytes -> assertThat(BlobStore.digest(bytes)).isEqualTo(name));
        }
        byte[] fresh = choices.rest();
        String name = BlobStore.digest(fresh);
        store.put(name, fresh);
        assertThat(BlobStore.open(disk, FOLDER).get(name)).hasValue(fresh);
        store.retain(Set.of(name));
        assertThat(store.names()).containsExactly(name);
    }

    private static String name(Choices choices, byte[] content) {
        String digest = BlobStore.digest(content);
        return choices.one(
                List.of(
                        digest,
                        digest,
                        digest + ".damaged",
                        digest.substring(1),
                        "lock",
                        "0".repeat(64)));
    }

    private static byte[] changed(Choices choices, byte[] content) {
        return switch (choices.below(4)) {
            case 0 -> Arrays.copyOf(content, choices.below(content.length + 1));
            case 1 -> new byte[content.length];
            default -> content;
        };
    }
}
