package io.edgeless.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeless.world.simulated.MemoryDisk;
import io.edgeless.world.simulated.SeededChance;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

class RecordLogTest {

    private static final Path FOLDER = Path.of("/data/records");
    private static final Path LOG = FOLDER.resolve("log");
    private static final Path SNAPSHOT = FOLDER.resolve("snapshot");

    private final MemoryDisk disk = new MemoryDisk();

    // ---- as it should be --------------------------------------------------------------------

    @Test
    void open_ofNothing_isEmptyWithoutDamage() {
        RecordLog.Opened opened = open(disk);

        assertThat(texts(opened.snapshot())).isEmpty();
        assertThat(texts(opened.records())).isEmpty();
        assertThat(opened.damage()).isEmpty();
    }

    @Test
    void records_areThereAfterReopening() {
        RecordLog log = open(disk).log();
        log.append(records("a", "", "c"));
        log.append(records());
        log.append(records("d"));
        log.close();

        RecordLog.Opened again = open(disk);

        assertThat(texts(again.records())).containsExactly("a", "", "c", "d");
        assertThat(again.log().recordsSinceSnapshot()).isEqualTo(4);
        assertThat(again.damage()).isEmpty();
    }

    @Test
    void append_forcesOnceForAllRecords() {
        RecordLog log = open(disk).log();
        long before = disk.forces();

        log.append(records("a", "b", "c"));

        assertThat(disk.forces()).isEqualTo(before + 1);
    }

    @Test
    void compaction_replacesTheRecordsByTheSnapshot() {
        RecordLog log = open(disk).log();
        log.append(records("a", "b"));

        log.compact(records("a+b"));

        assertThat(log.bytesSinceSnapshot()).isZero();
        assertThat(log.recordsSinceSnapshot()).isZero();
        log.append(records("c"));
        RecordLog.Opened again = open(disk);
        assertThat(texts(again.snapshot())).containsExactly("a+b");
        assertThat(texts(again.records())).containsExactly("c");
        assertThat(again.log().bytesSinceSnapshot()).isEqualTo(log.bytesSinceSnapshot());
        assertThat(again.damage()).isEmpty();
    }

    @Test
    void crashBetweenTheTwoStepsOfACompaction_losesAndRepeatsNothing() {
        RecordLog log = open(disk).log();
        log.append(records("a", "b"));
        byte[] logBefore = disk.read(LOG).orElseThrow();
        log.compact(records("a+b"));
        disk.replace(LOG, logBefore);

        RecordLog.Opened again = open(disk);

        assertThat(texts(again.snapshot())).containsExactly("a+b");
        assertThat(texts(again.records())).isEmpty();
        assertThat(again.damage()).isEmpty();
        again.log().append(records("c"));
        assertThat(texts(open(disk).records())).containsExactly("c");
    }

    @Test
    void onARealDisk_theSameHolds(@TempDir Path temporary) {
        Disk real = World.real().disk();
        Path folder = temporary.resolve("new").resolve("records");
        try (RecordLog log = open(real, folder).log()) {
            log.append(records("a"));
            log.compact(records("A"));
            log.append(records("b"));
        }

        RecordLog.Opened again = open(real, folder);
        again.log().close();

        assertThat(texts(again.snapshot())).containsExactly("A");
        assertThat(texts(again.records())).containsExactly("b");
    }

    // ---- damage -----------------------------------------------------------------------------

    private static final List<String> STORED = List.of("one", "two", "", "four, a longer one");

    /// A folder with a snapshot of two and a log of these records.
    private MemoryDisk written() {
        var written = new MemoryDisk();
        RecordLog log = open(written).log();
        log.append(records("before"));
        log.compact(records("left", "right"));
        log.append(records(STORED.toArray(String[]::new)));
        return written;
    }

    private static List<Integer> frameEnds() {
        List<Integer> ends = new ArrayList<>(List.of(FileHeader.SIZE));
        STORED.forEach(text -> ends.add(ends.getLast() + Frames.OVERHEAD + text.length()));
        return ends;
    }

    @Test
    void logCutAnywhere_opensAsItsLongestValidFront_withReport() {
        byte[] whole = written().read(LOG).orElseThrow();
        for (int length = 0; length < whole.length; length++) {
            MemoryDisk cut = written();
            cut.replace(LOG, Arrays.copyOf(whole, length));
            int end = length;
            long complete = frameEnds().stream().skip(1).filter(e -> e <= end).count();

            RecordLog.Opened opened = open(cut);

            assertThat(texts(opened.snapshot())).containsExactly("left", "right");
            assertThat(texts(opened.records()))
                    .as("cut to %d bytes", length)
                    .isEqualTo(STORED.subList(0, (int) complete));
            assertThat(opened.damage().isEmpty())
                    .as("no report for a cut to %d bytes", length)
                    .isEqualTo(frameEnds().contains(length));
            assertGoesOn(cut, opened);
        }
    }

    @Test
    void snapshotCutAnywhere_opensAsItsLongestValidFront_withReport() {
        byte[] whole = written().read(SNAPSHOT).orElseThrow();
        int firstEnd = FileHeader.SIZE + Frames.OVERHEAD + "left".length();
        for (int length = 0; length < whole.length; length++) {
            MemoryDisk cut = written();
            cut.replace(SNAPSHOT, Arrays.copyOf(whole, length));

            RecordLog.Opened opened = open(cut);

            assertThat(texts(opened.snapshot()))
                    .isEqualTo(length < firstEnd ? List.of() : List.of("left"));
            assertThat(texts(opened.records())).isEqualTo(STORED);
            assertThat(opened.damage().orElseThrow()).contains(SNAPSHOT + " is damaged");
            assertThat(disk(cut, "snapshot.damaged-1")).hasSize(length);
            assertGoesOn(cut, opened);
        }
    }

    @Test
    void everyFlippedBitOfTheLog_isFoundAndCostsOnlyWhatFollows() {
        byte[] whole = written().read(LOG).orElseThrow();
        for (int bit = 0; bit < whole.length * 8; bit++) {
            MemoryDisk flipped = written();
            flipped.replace(LOG, withFlipped(whole, bit));
            int position = bit / 8;
            long before = frameEnds().stream().skip(1).filter(e -> e <= position).count();
            boolean isInHeader = position < FileHeader.SIZE;

            RecordLog.Opened opened = open(flipped);

            assertThat(texts(opened.records()))
                    .as("bit %d", bit)
                    .isEqualTo(isInHeader ? STORED : STORED.subList(0, (int) before));
            assertThat(opened.damage().orElseThrow()).contains(LOG + " is damaged");
            assertGoesOn(flipped, opened);
        }
    }

    @Test
    void everyFlippedBitOfTheSnapshot_isFound_andTheLogIsKept() {
        byte[] whole = written().read(SNAPSHOT).orElseThrow();
        for (int bit = 0; bit < whole.length * 8; bit++) {
            MemoryDisk flipped = written();
            flipped.replace(SNAPSHOT, withFlipped(whole, bit));

            RecordLog.Opened opened = open(flipped);

            assertThat(List.of("left", "right"))
                    .asString()
                    .contains(String.join(", ", texts(opened.snapshot())));
            assertThat(texts(opened.records())).isEqualTo(STORED);
            assertThat(opened.damage().orElseThrow()).contains(SNAPSHOT + " is damaged");
            assertGoesOn(flipped, opened);
        }
    }

    /// No log of ours gets there; sums of such sequences would overflow.
    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, -1, FileHeader.SEQUENCE_MAX + 1})
    void headerWithAnImpossibleSequence_countsAsDamaged(long sequence) {
        var records = List.of(new byte[] {7});
        disk.replace(LOG, StoredRecords.encode(FileHeader.Kind.LOG, sequence, records));
        disk.replace(SNAPSHOT, StoredRecords.encode(FileHeader.Kind.SNAPSHOT, sequence, records));

        RecordLog.Opened first = open(disk);
        first.log().append(records("a"));
        RecordLog.Opened again = open(disk);

        assertThat(first.damage()).isPresent();
        assertThat(again.damage()).isEmpty();
        assertThat(again.snapshot()).containsExactlyElementsOf(first.snapshot());
        assertThat(texts(again.records())).containsExactly("a");
    }

    /// What was recovered stays, new records follow it, and the damage is reported once only.
    private static void assertGoesOn(MemoryDisk disk, RecordLog.Opened opened) {
        opened.log().append(records("new"));
        RecordLog.Opened again = open(disk);
        List<String> expected = new ArrayList<>(texts(opened.records()));
        expected.add("new");
        assertThat(texts(again.snapshot())).isEqualTo(texts(opened.snapshot()));
        assertThat(texts(again.records())).isEqualTo(expected);
        assertThat(again.damage()).isEmpty();
    }

    @Test
    void report_namesFilePlaceLossAndWhereTheRestIs() {
        MemoryDisk flipped = written();
        byte[] bytes = flipped.read(LOG).orElseThrow();
        int inSecond = frameEnds().get(1) + Frames.OVERHEAD;
        flipped.replace(LOG, withFlipped(bytes, inSecond * 8));

        assertThat(open(flipped).damage())
                .contains(
                        "/data/records/log is damaged at byte 47, after 1 records; lost: at least"
                                + " 3 records; the damaged bytes are in"
                                + " /data/records/log.damaged-1");
        assertThat(disk(flipped, "log.damaged-1")).hasSize(bytes.length - 47);
    }

    @Test
    void damagedParts_areKeptApart() {
        MemoryDisk damaged = written();
        for (int round = 1; round <= 3; round++) {
            byte[] bytes = damaged.read(LOG).orElseThrow();
            damaged.replace(LOG, Arrays.copyOf(bytes, bytes.length - 1));
            open(damaged);
        }

        assertThat(damaged.list(FOLDER))
                .contains("log.damaged-1", "log.damaged-2", "log.damaged-3");
    }

    @Test
    void missingLog_isReported() {
        MemoryDisk damaged = written();
        damaged.delete(LOG);

        RecordLog.Opened opened = open(damaged);

        assertThat(texts(opened.snapshot())).containsExactly("left", "right");
        assertThat(opened.damage()).contains(LOG + " is missing");
        assertGoesOn(damaged, opened);
    }

    @Test
    void missingSnapshot_isReported_andTheLogIsKept() {
        MemoryDisk damaged = written();
        damaged.delete(SNAPSHOT);

        RecordLog.Opened opened = open(damaged);

        assertThat(texts(opened.records())).isEqualTo(STORED);
        assertThat(opened.damage().orElseThrow()).contains("records from 1 to 1 are missing");
        assertGoesOn(damaged, opened);
    }

    @Test
    void logOlderThanTheSnapshot_isReported_andNewRecordsAreNotSkipped() {
        MemoryDisk mixed = written();
        byte[] oldLog = mixed.read(LOG).orElseThrow();
        RecordLog log = open(mixed).log();
        log.append(records("x"));
        log.compact(records("all"));
        mixed.replace(LOG, Arrays.copyOf(oldLog, FileHeader.SIZE));

        RecordLog.Opened opened = open(mixed);

        assertThat(texts(opened.snapshot())).containsExactly("all");
        assertThat(opened.damage().orElseThrow()).contains("ends before");
        assertGoesOn(mixed, opened);
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "snapshot"})
    void newerFormat_isRefusedAndLeftAsItIs(String name) {
        MemoryDisk newer = written();
        Path file = FOLDER.resolve(name);
        ByteBuffer bytes = ByteBuffer.wrap(newer.read(file).orElseThrow());
        FileHeader.Kind kind = name.equals("log") ? FileHeader.Kind.LOG : FileHeader.Kind.SNAPSHOT;
        new FileHeader(FileHeader.CURRENT + 1, 7, 0).write(bytes, kind);
        newer.replace(file, bytes.array());

        assertThat(RecordLog.open(newer, FOLDER))
                .isInstanceOfSatisfying(
                        RecordLog.Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .contains("/data/records was written by a newer version"));
        assertThat(newer.read(file)).hasValue(bytes.array());
        assertThat(newer.list(FOLDER)).containsExactly("log", "snapshot");
    }

    // ---- failing disks ----------------------------------------------------------------------

    @Test
    void crashAnywhere_keepsWhatWasAcknowledged() {
        for (int seed = 0; seed < 300; seed++) {
            var chance = new SeededChance(seed);
            var crashing = new MemoryDisk();
            RecordLog log = open(crashing).log();
            List<String> acknowledged = new ArrayList<>();
            crashing.limitSpace(chance.nextInt(2_000));
            try {
                for (int round = 0; round < 100; round++) {
                    String text = "record " + round + "x".repeat(chance.nextInt(50));
                    log.append(records(text));
                    acknowledged.add(text);
                    if (chance.nextInt(10) == 0) {
                        log.compact(records(acknowledged.toArray(String[]::new)));
                    }
                }
            } catch (DiskException e) {
                assertThat(e).hasMessageContaining("no space left");
            }
            crashing.crash(chance);
            crashing.limitSpace(1 << 20);

            RecordLog.Opened again = open(crashing);

            List<String> found = new ArrayList<>(texts(again.snapshot()));
            found.addAll(texts(again.records()));
            assertThat(found).startsWith(acknowledged.toArray(String[]::new));
            assertThat(found.size() - acknowledged.size()).isBetween(0, 1);
        }
    }

    @Test
    void afterAFailedAppend_theLogTakesNoMore() {
        RecordLog log = open(disk).log();
        disk.breakForcing(true);
        assertThatThrownBy(() -> log.append(records("a"))).isInstanceOf(DiskException.class);
        disk.breakForcing(false);

        assertThatThrownBy(() -> log.append(records("b")))
                .isInstanceOf(DiskException.class)
                .hasMessageContaining("takes no more records");
        assertThatThrownBy(() -> log.compact(records("b"))).isInstanceOf(DiskException.class);
    }

    @Test
    void whenOnlyTheSnapshotDoesNotFit_theLogGoesOn() {
        RecordLog log = open(disk).log();
        log.append(records("a"));
        disk.limitSpace(60);
        assertThatThrownBy(() -> log.compact(records("x".repeat(100))))
                .isInstanceOf(DiskException.class);

        log.append(records("b"));

        assertThat(texts(open(disk).records())).containsExactly("a", "b");
    }

    @Test
    void open_onAFullDisk_isRefused() {
        disk.limitSpace(3);

        assertThat(RecordLog.open(disk, FOLDER))
                .isInstanceOfSatisfying(
                        RecordLog.Refused.class,
                        refused -> assertThat(refused.reason()).contains("no space left"));
    }

    @Test
    void open_ofADamagedLogThatCannotBeSetAside_isRefusedAndLeftAsItIs() {
        MemoryDisk full = written();
        byte[] cut = Arrays.copyOf(full.read(LOG).orElseThrow(), 50);
        full.replace(LOG, cut);
        full.limitSpace(0);

        assertThat(RecordLog.open(full, FOLDER)).isInstanceOf(RecordLog.Refused.class);
        assertThat(full.read(LOG)).hasValue(cut);
    }

    @Test
    void recordBeyondTheBound_isRefusedAndTheLogGoesOn() {
        RecordLog log = open(disk).log();
        List<byte[]> tooLarge = List.of(new byte[Frames.PAYLOAD_BYTES_MAX + 1]);

        assertThatThrownBy(() -> log.append(tooLarge)).isInstanceOf(IllegalArgumentException.class);
        log.append(records("a"));

        assertThat(texts(open(disk).records())).containsExactly("a");
    }

    // ---- small things -----------------------------------------------------------------------

    private static RecordLog.Opened open(Disk disk) {
        return open(disk, FOLDER);
    }

    private static RecordLog.Opened open(Disk disk, Path folder) {
        return (RecordLog.Opened) RecordLog.open(disk, folder);
    }

    private static byte[] disk(MemoryDisk disk, String name) {
        return disk.read(FOLDER.resolve(name)).orElseThrow();
    }

    private static byte[] withFlipped(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        return flipped;
    }

    private static List<byte[]> records(String... texts) {
        return Arrays.stream(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }

    private static List<String> texts(List<byte[]> records) {
        return IntStream.range(0, records.size())
                .mapToObj(index -> new String(records.get(index), StandardCharsets.UTF_8))
                .toList();
    }
}
