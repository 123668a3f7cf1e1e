package io.edgeless.node.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/// What a file of a state looks like: the line `edgeless-state 1 EPOCH CRC32C-HEX`, a line feed,
/// and the state's bytes.
final class StateFile {

    private static final String MAGIC = "edgeless-state";
    private static final String VERSION = "1";
    private static final int WORDS = 4;

    /// A file is never larger than its state by more than this.
    static final int HEADER_BYTES_MAX = 128;

    private StateFile() {}

    /// What was found in a file.
    sealed interface Content {

        record Whole(long epoch, byte[] state) implements Content {}

        record Damaged(String reason) implements Content {}

        record Newer(String version) implements Content {}
    }

    /// @param epoch of the writer's placement
    static byte[] encode(long epoch, byte[] state) {
        String header = String.join(" ", MAGIC, VERSION, Long.toString(epoch), crc(state)) + "\n";
        byte[] head = header.getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + state.length);
        System.arraycopy(state, 0, all, head.length, state.length);
        return all;
    }

    static Content decode(byte[] bytes) {
        int length = headerLength(bytes);
        String[] words =
                new String(bytes, 0, Math.max(0, length), StandardCharsets.US_ASCII).split(" ", -1);
        if (words.length < 2 || !words[0].equals(MAGIC)) {
            return new Content.Damaged("it has no header");
        }
        if (!words[1].equals(VERSION)) {
            return words[1].matches("\\d{1,9}")
                    ? new Content.Newer(words[1])
                    : new Content.Damaged("its header is broken");
        }
        OptionalLong epoch = words.length == WORDS ? epoch(words[2]) : OptionalLong.empty();
        if (epoch.isEmpty()) {
            return new Content.Damaged("its header is broken");
        }
        byte[] state = Arrays.copyOfRange(bytes, length + 1, bytes.length);
        return crc(state).equals(words[3])
                ? new Content.Whole(epoch.getAsLong(), state)
                : new Content.Damaged("its checksum is wrong");
    }

    /// As it was written: without a sign that Java would take, or zeros in front.
    private static OptionalLong epoch(String word) {
        try {
            long epoch = Long.parseLong(word);
            return Long.toString(epoch).equals(word)
                    ? OptionalLong.of(epoch)
                    : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static int headerLength(byte[] bytes) {
        for (int i = 0; i < Math.min(bytes.length, HEADER_BYTES_MAX); i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static String crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return Long.toHexString(crc.getValue());
    }
}
