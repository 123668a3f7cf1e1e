package io.edgeless.world.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeless.world.Chance;
import io.edgeless.world.Disk;
import io.edgeless.world.DiskException;
import io.edgeless.world.World;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

class MemoryDiskTest {

    private static final Path FILE = Path.of("/data/file");

    private final MemoryDisk disk = new MemoryDisk();

    @Test
    void bothDisks_doTheSame(@TempDir Path folder) {
        assertThat(run(disk, Path.of("/anywhere"))).isEqualTo(run(World.real().disk(), folder));
    }

    /// A little of everything; says what it saw.
    private static String run(Disk disk, Path folder) {
        var seen = new StringBuilder();
        disk.createFolder(folder);
        seen.append(disk.list(folder)).append(disk.read(folder.resolve("none")).isPresent());
        disk.replace(folder.resolve("a"), new byte[] {1, 2, 3, 4});
        try (Disk.Appender appender = disk.append(folder.resolve("a"), 2)) {
            appender.write(new byte[] {7});
            appender.force();
        }
        try (Disk.Appender appender = disk.append(folder.resolve("b"), 0)) {
            appender.write(new byte[] {9, 9});
        }
        try (Disk.Appender one = disk.extend(folder.resolve("d"));
                Disk.Appender other = disk.extend(folder.resolve("d"))) {
            one.write(new byte[] {1});
            other.write(new byte[] {2});
            one.write(new byte[] {3});
        }
        seen.append(disk.read(folder.resolve("d")).map(Arrays::toString))
                .append(disk.real(folder.resolve("d")).isPresent())
                .append(disk.real(folder).isPresent())
                .append(disk.real(folder.resolve("none")).isPresent());
        disk.rename(folder.resolve("b"), folder.resolve("c"));
        disk.delete(folder.resolve("nothing there"));
        for (String name : disk.list(folder)) {
            seen.append(name).append(disk.read(folder.resolve(name)).orElseThrow().length);
        }
        Disk.Lock lock = disk.lock(folder.resolve("lock")).orElseThrow();
        seen.append(disk.lock(folder.resolve("lock")).isPresent());
        lock.close();
        disk.lock(folder.resolve("lock")).orElseThrow().close();
        return seen.toString();
    }

    @Test
    void crash_keepsWhatWasForcedAndAnyPartOfTheRest() {
        Set<Integer> lengths = new HashSet<>();
        Chance chance = new SeededChance(1);
        for (int round = 0; round < 200; round++) {
            try (Disk.Appender appender = disk.append(FILE, 0)) {
                appender.write(new byte[10]);
                appender.force();
                appender.write(new byte[5]);
            }
            disk.crash(chance);
            lengths.add(disk.read(FILE).orElseThrow().length);
        }

        assertThat(lengths).containsExactlyInAnyOrder(10, 11, 12, 13, 14, 15);
    }

    @Test
    void crash_freesLocksAndKillsOpenFiles() {
        Disk.Lock old = disk.lock(FILE).orElseThrow();
        Disk.Appender appender = disk.append(FILE, 0);

        disk.crash(new SeededChance(1));

        assertThatThrownBy(() -> appender.write(new byte[1])).isInstanceOf(DiskException.class);
        assertThat(disk.lock(FILE)).isPresent();
        old.close();
        assertThat(disk.lock(FILE)).as("the new holder still has it").isEmpty();
    }

    @Test
    void killProcess_losesNothingWritten() {
        disk.append(FILE, 0).write(new byte[5]);

        disk.killProcess();

        assertThat(disk.read(FILE).orElseThrow()).hasSize(5);
    }

    @Test
    void fullDisk_cutsTheWriteThatDoesNotFit() {
        Disk.Appender appender = disk.append(FILE, 0);
        disk.limitSpace(7);

        assertThatThrownBy(() -> appender.write(new byte[10]))
                .isInstanceOf(DiskException.class)
                .hasMessageContaining("no space left on device");

        assertThat(disk.read(FILE).orElseThrow()).hasSize(7);
        assertThatThrownBy(() -> disk.replace(FILE, new byte[1])).isInstanceOf(DiskException.class);
        assertThat(disk.read(FILE).orElseThrow()).hasSize(7);
    }
}
