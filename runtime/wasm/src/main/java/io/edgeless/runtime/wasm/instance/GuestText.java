package io.edgeless.runtime.wasm.instance;

import run.endive.runtime.TrapException;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Text that a guest hands to its host: UTF-8, or the guest traps.
final class GuestText {

    /// What stands for undecodable bytes; only text that has it needs the strict look.
    private static final char REPLACEMENT = '\uFFFD';

    private GuestText() {}

    /// Decodes all of the bytes.
    static String decode(byte[] bytes, String what) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : strict(ByteBuffer.wrap(bytes), what);
    }

    /// Decodes bytes that were cut from a longer text: a character the cut went through is left
    /// out.
    static String decodeCut(byte[] bytes, String what) {
        int end = bytes.length;
        int lead = end;
        while (lead > 0 && end - lead < 3 && (bytes[lead - 1] & 0xC0) == 0x80) {
            lead--;
        }
        if (lead > 0 && end - lead + 1 < sequenceLength(bytes[lead - 1])) {
            end = lead - 1;
        }
        return strict(ByteBuffer.wrap(bytes, 0, end), what);
    }

    private static int sequenceLength(byte lead) {
        int ones = Integer.numberOfLeadingZeros(~(lead << 24));
        return ones == 0 ? 1 : ones;
    }

    private static String strict(ByteBuffer bytes, String what) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new TrapException("string error: the " + what + " is not UTF-8");
        }
    }
}
