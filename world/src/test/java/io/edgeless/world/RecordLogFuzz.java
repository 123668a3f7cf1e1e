package io.edgeless.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.fuzzing.Allocation;
import io.edgeless.fuzzing.FuzzTarget;
import io.edgeless.world.simulated.MemoryDisk;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Any bytes as the two files of a record log: it opens and says when something is not as it was
/// written, and is whole afterwards; or it is refused and left as it is.
///
/// The first two bytes are the length of the snapshot; none, when they are zero.
final class RecordLogFuzz implements FuzzTarget {

    private static final Path FOLDER = Path.of("/data/records");
    private static final Path LOG = FOLDER.resolve(RecordLog.LOG);
    private static final Path SNAPSHOT = FOLDER.resolve(RecordLog.SNAPSHOT);
    private static final byte[] EXTRA = {1, 2, 3};

    /// Some copies of two files of 64 KiB.
    private static final long ALLOCATED_MAX = 16 << 20;

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        var disk = new MemoryDisk();
        int length = input.length < 2 ? 0 : ByteBuffer.wrap(input).getShort() & 0xffff;
        int start = Math.min(2, input.length);
        int end = Math.min(input.length, start + length);
        byte[] log = Arrays.copyOfRange(input, end, input.length);
        byte[] snapshot = Arrays.copyOfRange(input, start, end);
        disk.replace(LOG, log);
        if (snapshot.length > 0) {
            disk.replace(SNAPSHOT, snapshot);
        }
        switch (Allocation.within(ALLOCATED_MAX, () -> RecordLog.open(disk, FOLDER))) {
            case RecordLog.Refused(String reason) -> {
                assertThat(reason).isNotBlank();
                assertThat(disk.read(LOG)).hasValue(log);
                assertThat(disk.list(FOLDER)).hasSizeLessThan(3);
            }
            case RecordLog.Opened opened -> {
                if (opened.damage().isEmpty()) {
                    checkNothingIsLost(opened, snapshot, log);
                }
                checkIsWhole(disk, opened);
            }
        }
    }

    /// Without a word about damage, every byte of both files must be accounted for.
    private static void checkNothingIsLost(RecordLog.Opened opened, byte[] snapshot, byte[] log) {
        if (snapshot.length > 0) {
            long covered = ByteBuffer.wrap(snapshot).getLong(12);
            assertThat(StoredRecords.encode(FileHeader.Kind.SNAPSHOT, covered, opened.snapshot()))
                    .isEqualTo(snapshot);
        }
        int tail = Frames.size(opened.records());
        assertThat(log.length).isGreaterThanOrEqualTo(FileHeader.SIZE + tail);
        Frames.Valid all =
                Frames.read(
                        ByteBuffer.wrap(log).position(FileHeader.SIZE),
                        ByteBuffer.wrap(log).getLong(12) + 1);
        assertThat(all.end()).isEqualTo(log.length);
    }

    private static void checkIsWhole(MemoryDisk disk, RecordLog.Opened first) {
        first.log().append(List.of(EXTRA));
        first.log().close();
        var again = (RecordLog.Opened) RecordLog.open(disk, FOLDER);
        assertThat(again.damage()).isEmpty();
        assertThat(again.snapshot()).containsExactlyElementsOf(first.snapshot());
        assertThat(again.records().subList(0, again.records().size() - 1))
                .containsExactlyElementsOf(first.records());
        assertThat(again.records().getLast()).isEqualTo(EXTRA);
    }
}
