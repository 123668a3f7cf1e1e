package io.edgeless.world;

import java.nio.ByteBuffer;
import java.util.List;

/// What the two files of a [RecordLog] hold together.
///
/// @param snapshot its records
/// @param records those of the log that the snapshot does not cover
/// @param lastSequence of the last of them
/// @param recordsInLog those that the snapshot covers included
/// @param logBytes length of the log file
record StoredRecords(
        List<byte[]> snapshot,
        List<byte[]> records,
        long lastSequence,
        int recordsInLog,
        long logBytes) {

    /// The content of a file.
    ///
    /// @param sequence that the snapshot covers, or after which the log begins
    static byte[] encode(FileHeader.Kind kind, long sequence, List<byte[]> payloads) {
        ByteBuffer buffer = ByteBuffer.allocate(FileHeader.SIZE + Frames.size(payloads));
        boolean isLog = kind == FileHeader.Kind.LOG;
        FileHeader.of(sequence, isLog ? 0 : payloads.size()).write(buffer, kind);
        Frames.write(buffer, isLog ? sequence + 1 : 1, payloads);
        return buffer.array();
    }
}
