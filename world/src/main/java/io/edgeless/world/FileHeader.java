package io.edgeless.world;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The first bytes of each file of a [RecordLog]: kind (8 bytes), format version (4), sequence (8),
/// number of records (4), CRC32C of all that (4). Kind, version and checksum stay where they are in
/// all later versions.
///
/// @param version of the format
/// @param sequence of the last record that lies before this file's own, or that a snapshot covers
/// @param count of the records of a snapshot; 0 for a log, which grows
record FileHeader(int version, long sequence, int count) {

    static final int SIZE = 28;

    /// As many records as can be counted: with more, sums of sequences would overflow. Nobody gets
    /// there; a header that says so was not written by this program.
    static final long SEQUENCE_MAX = Long.MAX_VALUE / 4;

    /// The format that this program writes.
    static final int CURRENT = 1;

    enum Kind {
        LOG("EDGE-LOG"),
        SNAPSHOT("EDGE-SNP");

        private static final int SIZE = 8;

        private final String mark;

        Kind(String mark) {
            this.mark = mark;
        }

        byte[] mark() {
            return mark.getBytes(StandardCharsets.US_ASCII);
        }
    }

    static FileHeader of(long sequence, int count) {
        return new FileHeader(CURRENT, sequence, count);
    }

    /// Reads it and stands behind it; empty when it is cut or changed.
    static Optional<FileHeader> read(ByteBuffer source, Kind kind) {
        if (source.remaining() < SIZE) {
            return Optional.empty();
        }
        byte[] mark = new byte[Kind.SIZE];
        source.get(mark);
        var header = new FileHeader(source.getInt(), source.getLong(), source.getInt());
        boolean isWhole =
                source.getInt() == header.checksum(mark) && Arrays.equals(mark, kind.mark());
        return isWhole && (header.isNewer() || isSequence(header.sequence))
                ? Optional.of(header)
                : Optional.empty();
    }

    static boolean isSequence(long number) {
        return number >= 0 && number <= SEQUENCE_MAX;
    }

    void write(ByteBuffer target, Kind kind) {
        target.put(kind.mark())
                .putInt(version)
                .putLong(sequence)
                .putInt(count)
                .putInt(checksum(kind.mark()));
    }

    boolean isNewer() {
        return version > CURRENT;
    }

    private int checksum(byte[] mark) {
        CRC32C crc = new CRC32C();
        crc.update(mark);
        crc.update(ByteBuffer.allocate(16).putInt(version).putLong(sequence).putInt(count).flip());
        return (int) crc.getValue();
    }
}
