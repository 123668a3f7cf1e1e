package io.edgeless.process.loop;

import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.DiskException;
import io.edgeless.world.RecordLog;

import java.util.List;

/// What a core remembers, in its own records instead of bytes; decides when it is time for a
/// snapshot. Used by the thread of whoever feeds the core: the [Loop], or a simulation of it.
///
/// @param <R> the core's records
public final class Journal<R> {

    /// A restart reads so much in well under a second.
    static final long BYTES_MAX = 16 << 20;

    static final int RECORDS_MAX = 10_000;

    private final RecordLog log;
    private final RecordCodec<R> codec;

    private final int recordsMin;

    /// Where the next snapshot is due; a snapshot larger than the bounds moves them, so that
    /// writing snapshots never takes more than writing records.
    private long bytesMax = BYTES_MAX;

    private int recordsMax;

    /// @param recordsMin after so many records a snapshot is due; after 16 MiB in any case
    public Journal(RecordLog log, RecordCodec<R> codec, int recordsMin) {
        this.log = log;
        this.codec = codec;
        this.recordsMin = recordsMin;
        recordsMax = recordsMin;
    }

    Journal(RecordLog log, RecordCodec<R> codec) {
        this(log, codec, RECORDS_MAX);
    }

    /// Gives the core back everything that is stored.
    ///
    /// @throws StartupException when a record is unreadable: going on would forget it for good
    public void restore(Core<?, R, ?> core, RecordLog.Opened stored, String name) {
        restoreAll(core, stored.snapshot(), name);
        restoreAll(core, stored.records(), name);
    }

    private void restoreAll(Core<?, R, ?> core, List<byte[]> records, String name) {
        for (byte[] bytes : records) {
            R record =
                    codec.decode(bytes)
                            .orElseThrow(() ->
                                    new StartupException(
                                            "the stored data of the "
                                                    + name
                                                    + " holds a record that this version"
                                                    + " cannot read; use the version that"
                                                    + " wrote it"));
            core.restore(record);
        }
    }

    /// Returns when all of them are on the disk.
    public void append(List<R> records) {
        log.append(records.stream().map(codec::encode).toList());
    }

    /// Whether so much was written since the last snapshot that another one pays.
    public boolean isSnapshotDue() {
        return log.bytesSinceSnapshot() > bytesMax || log.recordsSinceSnapshot() > recordsMax;
    }

    /// Replaces all records by a snapshot of what they add up to.
    ///
    /// @throws DiskException when it could not be written; it is due again after as much again
    public void writeSnapshot(List<R> snapshot) {
        bytesMax = log.bytesSinceSnapshot() + BYTES_MAX;
        recordsMax = log.recordsSinceSnapshot() + recordsMin;
        List<byte[]> encoded = snapshot.stream().map(codec::encode).toList();
        log.compact(encoded);
        bytesMax = Math.max(BYTES_MAX, encoded.stream().mapToLong(bytes -> bytes.length).sum());
        recordsMax = Math.max(recordsMin, encoded.size());
    }

    /// Frees the log.
    public void close() {
        log.close();
    }
}
