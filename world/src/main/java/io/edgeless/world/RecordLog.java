package io.edgeless.world;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What one core remembers, on disk: a snapshot, and a log of the records since. An appended record
/// survives any crash from the moment `append` returns.
///
/// Two files: `snapshot`, replaced atomically, says up to which sequence it covers the log; `log`
/// says after which sequence it begins and only grows. Compaction writes the snapshot first and
/// then an empty log; a crash in between leaves records in the log that the snapshot covers, which
/// are skipped by their sequence. So at every moment the two together are complete.
///
/// A file that was cut or changed opens as its longest valid front, with a report, and what stands
/// behind is set aside in a file of its own: nothing is forgotten in silence, but for a log cut
/// exactly between two records, which looks like one that ended there. Records that follow a
/// damaged snapshot are kept, therefore who restores must bear records about things it does not
/// know. A folder written by a newer format is refused and left as it is.
///
/// Used by one thread, which closes it. Whoever opens it holds the [DataFolder].
public final class RecordLog implements AutoCloseable {

    static final String LOG = "log";
    static final String SNAPSHOT = "snapshot";

    private final Disk disk;
    private final Path folder;
    private Disk.Appender appender;
    private long lastSequence;
    private long bytesSinceSnapshot;
    private int recordsSinceSnapshot;
    private boolean isBroken;

    /// What came of opening.
    public sealed interface Opening {}

    /// The log with what it holds.
    ///
    /// @param snapshot the records of the last snapshot
    /// @param records those since, in the order they were written
    /// @param damage for people: which files were damaged, what is lost, where the rest is kept
    public record Opened(
            RecordLog log, List<byte[]> snapshot, List<byte[]> records, Optional<String> damage)
            implements Opening {}

    /// Nothing was opened and nothing changed.
    ///
    /// @param reason for people: what is wrong and what to do
    public record Refused(String reason) implements Opening {}

    private RecordLog(Disk disk, Path folder, StoredRecords stored) {
        this.disk = disk;
        this.folder = folder;
        lastSequence = stored.lastSequence();
        recordsSinceSnapshot = stored.recordsInLog();
        bytesSinceSnapshot = stored.logBytes() - FileHeader.SIZE;
        appender = disk.append(folder.resolve(LOG), stored.logBytes());
    }

    /// Opens the log in the folder, or makes a new one when the folder is empty or missing.
    public static Opening open(Disk disk, Path folder) {
        try {
            disk.createFolder(folder);
            var reader = new LogReader(disk, folder);
            Optional<String> refusal = reader.refusal();
            if (refusal.isPresent()) {
                return new Refused(refusal.get());
            }
            StoredRecords stored = reader.read();
            return new Opened(
                    new RecordLog(disk, folder, stored),
                    stored.snapshot(),
                    stored.records(),
                    reader.damage());
        } catch (DiskException e) {
            return new Refused(e.getMessage() + "; repair the disk or set another data folder");
        }
    }

    /// Adds the records and forces them to the disk, all at once.
    ///
    /// @throws DiskException when that fails; whether they are on the disk is then unknown, and the
    ///   log takes no more
    public void append(List<byte[]> records) {
        if (records.isEmpty()) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.allocate(Frames.size(records));
        Frames.write(buffer, lastSequence + 1, records);
        breakUnless(() -> {
            appender.write(buffer.array());
            appender.force();
        });
        lastSequence += records.size();
        recordsSinceSnapshot += records.size();
        bytesSinceSnapshot += buffer.capacity();
    }

    /// Replaces everything that was written so far by this snapshot of it.
    ///
    /// @throws DiskException when that fails; when only the snapshot could not be written, the log
    ///   goes on as before
    public void compact(List<byte[]> snapshot) {
        refuseIfBroken();
        disk.replace(
                folder.resolve(SNAPSHOT),
                StoredRecords.encode(FileHeader.Kind.SNAPSHOT, lastSequence, snapshot));
        breakUnless(() -> {
            appender.close();
            Path log = folder.resolve(LOG);
            byte[] empty = StoredRecords.encode(FileHeader.Kind.LOG, lastSequence, List.of());
            disk.replace(log, empty);
            appender = disk.append(log, empty.length);
        });
        bytesSinceSnapshot = 0;
        recordsSinceSnapshot = 0;
    }

    /// Bytes that a restart has to read besides the snapshot.
    public long bytesSinceSnapshot() {
        return bytesSinceSnapshot;
    }

    /// Records that a restart has to read besides the snapshot.
    public int recordsSinceSnapshot() {
        return recordsSinceSnapshot;
    }

    @Override
    public void close() {
        appender.close();
    }

    /// After a failed write the end of the file is unknown, and after a failed force even a second
    /// force that succeeds would prove nothing.
    private void breakUnless(Runnable step) {
        refuseIfBroken();
        isBroken = true;
        step.run();
        isBroken = false;
    }

    private void refuseIfBroken() {
        if (isBroken) {
            throw new DiskException(folder + " takes no more records after its disk failed");
        }
    }
}
