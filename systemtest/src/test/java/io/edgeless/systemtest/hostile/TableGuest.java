package io.edgeless.systemtest.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// A guest, written byte by byte, that on a cast grows its table until it cannot, and then traps. C
/// has no word for tables.
final class TableGuest {

    private static final HexFormat HEX = HexFormat.of();

    private TableGuest() {}

    static byte[] bytes() {
        ByteArrayOutputStream module = new ByteArrayOutputStream();
        module.writeBytes(HEX.parseHex("0061736d01000000"));
        // Types: alloc, free, clear and stop, init and cast, call.
        section(
                module,
                1,
                HEX.parseHex("05" + "60017f017f" + "60027f7f00" + "600000"),
                HEX.parseHex("60047f7f7f7f00" + "60067f7f7f7f7f7f017f"));
        // Functions: alloc, free, clear, init, cast, call, stop.
        section(module, 3, HEX.parseHex("0700010203030402"));
        // One table of functions without a maximum, one memory of a page.
        section(module, 4, HEX.parseHex("01700001"));
        section(module, 5, HEX.parseHex("010001"));
        section(module, 7, exports());
        section(module, 10, code());
        return module.toByteArray();
    }

    private static byte[] exports() {
        String[] functions = {
            "edgeless_mem_alloc",
            "edgeless_mem_free",
            "edgeless_mem_clear",
            "handle_init_asm",
            "handle_cast_asm",
            "handle_call_asm",
            "handle_stop_asm"
        };
        ByteArrayOutputStream exports = new ByteArrayOutputStream();
        exports.write(functions.length + 1);
        export(exports, "memory", 2, 0);
        for (int i = 0; i < functions.length; i++) {
            export(exports, functions[i], 0, i);
        }
        return exports.toByteArray();
    }

    private static void export(ByteArrayOutputStream exports, String name, int kind, int index) {
        exports.write(name.length());
        exports.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        exports.write(kind);
        exports.write(index);
    }

    /// The cast: loop (table.grow 0 by 65,536 with null) while the answer is not -1; unreachable.
    private static byte[] code() {
        String empty = "02000b";
        String alloc = "05004180080b";
        String cast = "1400" + "0340" + "d070" + "41808004" + "fc0f00" + "417f470d000b" + "000b";
        String call = "040041000b";
        return HEX.parseHex("07" + alloc + empty + empty + empty + cast + call + empty);
    }

    private static void section(ByteArrayOutputStream module, int id, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        module.write(id);
        int length = content.size();
        while (length >= 0x80) {
            module.write((length & 0x7f) | 0x80);
            length >>>= 7;
        }
        module.write(length);
        module.writeBytes(content.toByteArray());
    }
}
