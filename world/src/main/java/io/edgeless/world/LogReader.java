package io.edgeless.world;

import io.edgeless.world.FileHeader.Kind;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads the two files of a [RecordLog] once, while it is opened: decides what is valid, sets the
/// rest aside and mends the files.
final class LogReader {

    /// So many damaged files are kept apart; the last one is replaced by further ones.
    private static final int SET_ASIDE_MAX = 100;

    private final Disk disk;
    private final Path snapshotFile;
    private final Path logFile;
    private final List<String> damage = new ArrayList<>();

    LogReader(Disk disk, Path folder) {
        this.disk = disk;
        snapshotFile = folder.resolve(RecordLog.SNAPSHOT);
        logFile = folder.resolve(RecordLog.LOG);
    }

    /// What is valid of one file.
    ///
    /// @param sequence that the snapshot covers or after which the log begins; empty when unknown
    private record Part(OptionalLong sequence, List<byte[]> payloads) {

        static final Part NOTHING = new Part(OptionalLong.empty(), List.of());
    }

    /// Both files in terms of sequences.
    ///
    /// @param covered by the snapshot
    /// @param base after which the log begins
    private record Span(long covered, long base, Part snapshot, Part log) {

        int skipped() {
            return Math.clamp(covered - base, 0, log.payloads.size());
        }

        long logEnd() {
            return base + log.payloads.size();
        }
    }

    /// Refuses only a newer format; damage is mended.
    Optional<String> refusal() {
        if (isNewer(snapshotFile, Kind.SNAPSHOT) || isNewer(logFile, Kind.LOG)) {
            return Optional.of(
                    snapshotFile.getParent()
                            + " was written by a newer version of this program; use that one, or"
                            + " another data folder");
        }
        return Optional.empty();
    }

    private boolean isNewer(Path file, Kind kind) {
        return disk.read(file)
                .flatMap(bytes -> FileHeader.read(ByteBuffer.wrap(bytes), kind))
                .filter(FileHeader::isNewer)
                .isPresent();
    }

    StoredRecords read() {
        Optional<byte[]> snapshotBytes = disk.read(snapshotFile);
        Optional<byte[]> logBytes = disk.read(logFile);
        Part snapshot = snapshotBytes.map(this::readSnapshot).orElse(Part.NOTHING);
        Part log = logBytes.map(this::readLog).orElse(Part.NOTHING);
        boolean isNew = snapshotBytes.isEmpty() && logBytes.isEmpty();
        if (logBytes.isEmpty() && !isNew) {
            damage.add(logFile + " is missing");
        }
        return isNew ? create() : assemble(snapshot, log, snapshotBytes.isPresent());
    }

    /// For people; empty when all was well.
    Optional<String> damage() {
        return damage.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", damage));
    }

    private StoredRecords create() {
        byte[] empty = StoredRecords.encode(Kind.LOG, 0, List.of());
        disk.replace(logFile, empty);
        return new StoredRecords(List.of(), List.of(), 0, 0, empty.length);
    }

    private Part readSnapshot(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        Optional<FileHeader> header = FileHeader.read(buffer, Kind.SNAPSHOT);
        buffer.position(Math.min(FileHeader.SIZE, bytes.length));
        Frames.Valid valid = Frames.read(buffer, 1);
        int count = header.map(FileHeader::count).orElse(valid.payloads().size());
        if (header.isEmpty() || valid.end() < bytes.length || valid.payloads().size() < count) {
            String lost =
                    header.isEmpty()
                            ? "an unknown number of records"
                            : count - valid.payloads().size() + " of " + count + " records";
            damaged(snapshotFile, valid, lost, bytes);
        }
        return new Part(sequence(header), valid.payloads());
    }

    private Part readLog(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        Optional<FileHeader> header = FileHeader.read(buffer, Kind.LOG);
        int start = Math.min(FileHeader.SIZE, bytes.length);
        OptionalLong base = header.isPresent() ? sequence(header) : sequenceOfFirst(buffer, start);
        Frames.Valid valid = Frames.read(buffer.position(start), base.orElse(0) + 1);
        if (header.isEmpty() || valid.end() < bytes.length) {
            int lost = Frames.countLost(buffer.position(valid.end()));
            byte[] behind =
                    header.isEmpty() ? bytes : Arrays.copyOfRange(bytes, valid.end(), bytes.length);
            damaged(logFile, valid, "at least " + lost + " records", behind);
        }
        return valid.payloads().isEmpty() && header.isEmpty()
                ? Part.NOTHING
                : new Part(base, valid.payloads());
    }

    private static OptionalLong sequence(Optional<FileHeader> header) {
        return header.stream().mapToLong(FileHeader::sequence).findFirst();
    }

    /// A damaged header does not make the records behind it worthless.
    private static OptionalLong sequenceOfFirst(ByteBuffer buffer, int start) {
        if (start + Frames.OVERHEAD > buffer.capacity()) {
            return OptionalLong.empty();
        }
        long before = Frames.sequenceAt(buffer, start) - 1;
        return FileHeader.isSequence(before) ? OptionalLong.of(before) : OptionalLong.empty();
    }

    private StoredRecords assemble(Part snapshot, Part log, boolean hasSnapshot) {
        long covered = hasSnapshot ? snapshot.sequence.orElse(log.sequence.orElse(0)) : 0;
        var span = new Span(covered, log.sequence.orElse(covered), snapshot, log);
        if (span.base > covered) {
            damage.add(
                    "the records from %d to %d are missing between %s and %s"
                            .formatted(covered + 1, span.base, snapshotFile, logFile));
        }
        if (span.logEnd() < covered) {
            damage.add(logFile + " ends before " + snapshotFile + " does");
        }
        return damage.isEmpty() ? asItIs(span) : mend(span);
    }

    private static StoredRecords asItIs(Span span) {
        List<byte[]> all = span.log.payloads;
        return new StoredRecords(
                span.snapshot.payloads,
                all.subList(span.skipped(), all.size()),
                span.logEnd(),
                all.size(),
                (long) FileHeader.SIZE + Frames.size(all));
    }

    /// Writes what is valid anew, the snapshot first, so that a crash leaves files that are mended
    /// again.
    private StoredRecords mend(Span span) {
        List<byte[]> all = span.log.payloads;
        List<byte[]> records = all.subList(span.skipped(), all.size());
        long base = Math.max(span.covered, span.base + span.skipped());
        List<byte[]> snapshot = span.snapshot.payloads;
        disk.replace(snapshotFile, StoredRecords.encode(Kind.SNAPSHOT, base, snapshot));
        byte[] log = StoredRecords.encode(Kind.LOG, base, records);
        disk.replace(logFile, log);
        return new StoredRecords(
                snapshot, records, base + records.size(), records.size(), log.length);
    }

    private void damaged(Path file, Frames.Valid valid, String lost, byte[] bytes) {
        Path aside = freeName(file);
        disk.replace(aside, bytes);
        damage.add(
                "%s is damaged at byte %d, after %d records; lost: %s; the damaged bytes are in %s"
                        .formatted(file, valid.end(), valid.payloads().size(), lost, aside));
    }

    private Path freeName(Path file) {
        int number = 1;
        Path name = file.resolveSibling(file.getFileName() + ".damaged-" + number);
        while (number < SET_ASIDE_MAX && disk.read(name).isPresent()) {
            number++;
            name = file.resolveSibling(file.getFileName() + ".damaged-" + number);
        }
        return name;
    }
}
