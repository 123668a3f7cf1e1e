package io.edgeless.systemtest.secure;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.process.loop.Storage;
import io.edgeless.systemtest.cluster.DataCopy;
import io.edgeless.world.Disk;
import io.edgeless.world.World;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A copy of a data folder is a backup: whole when the program stands still, and a whole beginning
/// of its history when it runs and the log is copied first, as docs/operations.md says.
class BackupTest {

    private static final int COPIES = 20;
    private static final int COMPACT_EVERY = 50;

    @TempDir Path folder;

    private final World world = World.real();
    private final Disk disk = world.disk();

    @AfterEach
    void closeTimers() {
        world.timers().close();
    }

    private static List<byte[]> record(int number) {
        return List.of(("record-" + number).getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> texts(Storage storage) {
        return Stream.concat(
                        storage.records().snapshot().stream(), storage.records().records().stream())
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> expected(int count) {
        return Stream.iterate(0, number -> number + 1)
                .limit(count)
                .map(number -> "record-" + number)
                .toList();
    }

    @Test
    void copyOfAStoppedProgram_isWhole() throws IOException {
        Path data = folder.resolve("data");
        try (Storage storage = Storage.open(disk, data)) {
            for (int number = 0; number < 10; number++) {
                storage.records().log().append(record(number));
            }
        }
        DataCopy.make(data, folder.resolve("backup"));

        try (Storage backup = Storage.open(disk, folder.resolve("backup"))) {
            assertThat(backup.records().damage()).isEmpty();
            assertThat(texts(backup)).isEqualTo(expected(10));
        }
    }

    @Test
    void copiesOfARunningProgram_openWithEverythingUpToSomeMoment() throws Exception {
        Path data = folder.resolve("data");
        var acknowledged = new AtomicInteger();
        var isDone = new AtomicBoolean();
        Storage storage = Storage.open(disk, data);
        Thread writer = Thread.ofPlatform().start(() -> write(storage, acknowledged, isDone));
        List<Integer> atLeast = new ArrayList<>();
        try {
            for (int number = 0; number < COPIES; number++) {
                atLeast.add(acknowledged.get());
                DataCopy.make(data, folder.resolve("copy-" + number));
            }
        } finally {
            isDone.set(true);
            writer.join();
            storage.close();
        }
        for (int number = 0; number < COPIES; number++) {
            try (Storage copy = Storage.open(disk, folder.resolve("copy-" + number))) {
                List<String> texts = texts(copy);
                assertThat(texts).hasSizeGreaterThanOrEqualTo(atLeast.get(number));
                assertThat(texts).isEqualTo(expected(texts.size()));
            }
        }
    }

    private static void write(Storage storage, AtomicInteger acknowledged, AtomicBoolean isDone) {
        List<byte[]> all = new ArrayList<>();
        for (int number = 0; !isDone.get(); number++) {
            storage.records().log().append(record(number));
            all.addAll(record(number));
            acknowledged.set(number + 1);
            if (number % COMPACT_EVERY == COMPACT_EVERY - 1) {
                storage.records().log().compact(all);
            }
        }
    }
}
