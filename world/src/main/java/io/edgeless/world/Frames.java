package io.edgeless.world;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// How records lie in a file of the [RecordLog]: length (4 bytes), sequence (8), CRC32C of length,
/// sequence and payload (4), payload; all numbers big-endian.
final class Frames {

    static final int OVERHEAD = 16;

    /// Larger than any message that a server of ours takes.
    static final int PAYLOAD_BYTES_MAX = 80 << 20;

    private Frames() {}

    /// The valid records from the front of a range.
    ///
    /// @param payloads in order
    /// @param end where the first byte lies that belongs to none of them
    record Valid(List<byte[]> payloads, int end) {}

    /// All payloads one after the other, numbered from the sequence on.
    static void write(ByteBuffer target, long firstSequence, List<byte[]> payloads) {
        long sequence = firstSequence;
        for (byte[] payload : payloads) {
            target.putInt(payload.length)
                    .putLong(sequence)
                    .putInt(checksum(payload.length, sequence, payload))
                    .put(payload);
            sequence++;
        }
    }

    static int size(List<byte[]> payloads) {
        long size = 0;
        for (byte[] payload : payloads) {
            if (payload.length > PAYLOAD_BYTES_MAX) {
                throw new IllegalArgumentException(
                        "a record of " + payload.length + " bytes is too large");
            }
            size += OVERHEAD + payload.length;
        }
        return Math.toIntExact(size);
    }

    /// Reads until the end or the first record that is cut, changed or out of sequence.
    static Valid read(ByteBuffer source, long firstSequence) {
        List<byte[]> payloads = new ArrayList<>();
        int end = source.position();
        while (source.remaining() >= OVERHEAD) {
            int length = source.getInt();
            long sequence = source.getLong();
            int checksum = source.getInt();
            if (length < 0 || length > source.remaining()) {
                break;
            }
            byte[] payload = new byte[length];
            source.get(payload);
            if (sequence != firstSequence + payloads.size()
                    || checksum != checksum(length, sequence, payload)) {
                break;
            }
            payloads.add(payload);
            end = source.position();
        }
        return new Valid(payloads, end);
    }

    /// The sequence of the record that begins there, valid or not.
    static long sequenceAt(ByteBuffer source, int start) {
        return source.getLong(start + Integer.BYTES);
    }

    /// How many records seem to lie in a range whose first one is damaged: at least one.
    static int countLost(ByteBuffer source) {
        int lost = 0;
        while (source.remaining() >= OVERHEAD) {
            int length = source.getInt();
            source.position(source.position() + OVERHEAD - Integer.BYTES);
            if (length < 0 || length > source.remaining()) {
                return lost + 1;
            }
            source.position(source.position() + length);
            lost++;
        }
        return source.hasRemaining() ? lost + 1 : lost;
    }

    private static int checksum(int length, long sequence, byte[] payload) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(12).putInt(length).putLong(sequence).flip());
        crc.update(payload);
        return (int) crc.getValue();
    }
}
