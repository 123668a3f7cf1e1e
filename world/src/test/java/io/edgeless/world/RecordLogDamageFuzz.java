package io.edgeless.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.fuzzing.Choices;
import io.edgeless.fuzzing.FuzzTarget;
import io.edgeless.world.simulated.MemoryDisk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A record log that was written, compacted and then damaged in one place of one file: of what was
/// in each file a front opens, in order and unchanged, and whatever is missing is reported.
final class RecordLogDamageFuzz implements FuzzTarget {

    private static final Path FOLDER = Path.of("/data/records");
    private static final Path LOG = FOLDER.resolve(RecordLog.LOG);
    private static final Path SNAPSHOT = FOLDER.resolve(RecordLog.SNAPSHOT);

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        var choices = new Choices(input);
        var disk = new MemoryDisk();
        RecordLog log = ((RecordLog.Opened) RecordLog.open(disk, FOLDER)).log();
        List<byte[]> before = records(choices);
        List<byte[]> snapshot = records(choices);
        List<byte[]> since = records(choices);
        log.append(before);
        boolean hasSnapshot = choices.yes();
        if (hasSnapshot) {
            log.compact(snapshot);
            before = List.of();
        }
        log.append(since);
        log.close();
        List<byte[]> written = new ArrayList<>(before);
        written.addAll(since);
        Path damaged = hasSnapshot && choices.yes() ? SNAPSHOT : LOG;
        disk.replace(damaged, damaged(choices, disk.read(damaged).orElseThrow()));

        if (RecordLog.open(disk, FOLDER) instanceof RecordLog.Opened opened) {
            checkFront(opened.records(), written, opened.damage().isPresent(), damaged.equals(LOG));
            checkFront(
                    opened.snapshot(),
                    hasSnapshot ? snapshot : List.of(),
                    opened.damage().isPresent(),
                    false);
        } else {
            throw new AssertionError("a damaged file was refused");
        }
    }

    private static List<byte[]> records(Choices choices) {
        List<byte[]> records = new ArrayList<>();
        for (int i = choices.below(5); i > 0; i--) {
            records.add(choices.bytes(20));
        }
        return records;
    }

    /// Cut, one byte changed, or a part of zeros as after a crash of some file systems.
    private static byte[] damaged(Choices choices, byte[] bytes) {
        int at = choices.below(bytes.length + 1);
        int kind = choices.below(3);
        byte[] damaged = kind == 0 ? Arrays.copyOf(bytes, at) : bytes.clone();
        if (kind == 1 && at < damaged.length) {
            damaged[at] ^= (byte) (1 + choices.below(255));
        }
        if (kind == 2) {
            Arrays.fill(damaged, at, damaged.length, (byte) 0);
        }
        return damaged;
    }

    /// A log that ends between two records looks like one that was written so far.
    private static void checkFront(
            List<byte[]> read, List<byte[]> written, boolean isReported, boolean mayEndEarly) {
        assertThat(read.size()).isLessThanOrEqualTo(written.size());
        assertThat(read).containsExactlyElementsOf(written.subList(0, read.size()));
        if (!isReported && !mayEndEarly) {
            assertThat(read).hasSameSizeAs(written);
        }
    }
}
