package io.edgeless.systemtest.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/// Guests written byte by byte, for what C has no word for or no compiler would write.
final class WrittenGuest {

    private static final HexFormat HEX = HexFormat.of();

    private static final String[] EXPORTED = {
        "edgeless_mem_alloc",
        "edgeless_mem_free",
        "edgeless_mem_clear",
        "handle_init_asm",
        "handle_cast_asm",
        "handle_call_asm",
        "handle_stop_asm"
    };

    /// A body without locals and instructions.
    private static final String EMPTY = "02000b";

    /// A little below the million instructions that a module may have.
    private static final int LARGE_FUNCTIONS = 1_980;

    private static final int ROUNDS_OF_A_LARGE_FUNCTION = 125;

    private WrittenGuest() {}

    /// On a cast it grows its table until it cannot, and then traps.
    static byte[] growingTable() {
        // loop (table.grow 0 by 65,536 with null) while the answer is not -1; unreachable
        String cast = "1400" + "0340" + "d070" + "41808004" + "fc0f00" + "417f470d000b" + "000b";
        return module(cast, List.of());
    }

    /// It does nothing, with as much code as a module may have, so that it takes long to compile.
    static byte[] muchCode() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        // No locals; the parameter, again and again times 3 plus itself.
        body.writeBytes(HEX.parseHex("002000"));
        for (int i = 0; i < ROUNDS_OF_A_LARGE_FUNCTION; i++) {
            body.writeBytes(HEX.parseHex("41036c20006a"));
        }
        body.write(0x0b);
        ByteArrayOutputStream function = new ByteArrayOutputStream();
        number(function, body.size());
        function.writeBytes(body.toByteArray());
        return module(EMPTY, Collections.nCopies(LARGE_FUNCTIONS, function.toByteArray()));
    }

    /// @param cast the body of handle_cast, with its length
    /// @param more the bodies of further functions from a number to a number, with their lengths
    private static byte[] module(String cast, List<byte[]> more) {
        ByteArrayOutputStream module = new ByteArrayOutputStream();
        module.writeBytes(HEX.parseHex("0061736d01000000"));
        // Types: alloc, free, clear and stop, init and cast, call.
        section(
                module,
                1,
                HEX.parseHex("05" + "60017f017f" + "60027f7f00" + "600000"),
                HEX.parseHex("60047f7f7f7f00" + "60067f7f7f7f7f7f017f"));
        // Functions: alloc, free, clear, init, cast, call, stop; then those of the type of alloc.
        section(module, 3, count(more), HEX.parseHex("00010203030402"), new byte[more.size()]);
        // One table of functions without a maximum, one memory of a page.
        section(module, 4, HEX.parseHex("01700001"));
        section(module, 5, HEX.parseHex("010001"));
        section(module, 7, exports());
        section(module, 10, count(more), code(cast), joined(more));
        return module.toByteArray();
    }

    private static byte[] count(List<byte[]> more) {
        ByteArrayOutputStream count = new ByteArrayOutputStream();
        number(count, EXPORTED.length + more.size());
        return count.toByteArray();
    }

    private static byte[] joined(List<byte[]> parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        parts.forEach(joined::writeBytes);
        return joined.toByteArray();
    }

    private static byte[] exports() {
        ByteArrayOutputStream exports = new ByteArrayOutputStream();
        exports.write(EXPORTED.length + 1);
        export(exports, "memory", 2, 0);
        for (int i = 0; i < EXPORTED.length; i++) {
            export(exports, EXPORTED[i], 0, i);
        }
        return exports.toByteArray();
    }

    private static void export(ByteArrayOutputStream exports, String name, int kind, int index) {
        exports.write(name.length());
        exports.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        exports.write(kind);
        exports.write(index);
    }

    private static byte[] code(String cast) {
        String alloc = "05004180080b";
        String call = "040041000b";
        return HEX.parseHex(alloc + EMPTY + EMPTY + EMPTY + cast + call + EMPTY);
    }

    private static void section(ByteArrayOutputStream module, int id, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        module.write(id);
        number(module, content.size());
        module.writeBytes(content.toByteArray());
    }

    /// As LEB128.
    private static void number(ByteArrayOutputStream out, int number) {
        int rest = number;
        while (rest >= 0x80) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }
}
