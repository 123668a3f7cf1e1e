package io.edgeless.runtime.wasm.repair;

import io.edgeless.runtime.wasm.gate.ModuleReader;
import io.edgeless.runtime.wasm.gate.WasmGate;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// Makes changed copies of modules that passed the gate, and whose custom sections were left out.
/// Used by one thread.
public final class ModuleEdit {

    static final int IMPORTS = 2;
    static final int GLOBALS = 6;
    static final int CODE = 10;

    private static final int HEADER_BYTES = 8;

    private final byte[] module;

    /// Content by the place in the order of sections.
    private final Map<Integer, Section> sections = new TreeMap<>();

    ModuleEdit(byte[] module) {
        this.module = module;
        ModuleReader reader = new ModuleReader(module, HEADER_BYTES, module.length);
        while (!reader.atEnd()) {
            int id = reader.readByte();
            int size = reader.readU32();
            int begin = reader.position();
            reader.skip(size, "section");
            sections.put(
                    WasmGate.rank(id),
                    new Section(id, Arrays.copyOfRange(module, begin, begin + size)));
        }
    }

    /// The content of a section; that of an empty vector when it is missing.
    ModuleReader section(int id) {
        Section found = sections.get(WasmGate.rank(id));
        byte[] content = found == null ? new byte[1] : found.content();
        return new ModuleReader(content, 0, content.length);
    }

    void replace(int id, byte[] content) {
        sections.put(WasmGate.rank(id), new Section(id, content));
    }

    byte[] build() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(module.length);
        out.write(module, 0, HEADER_BYTES);
        for (Section section : sections.values()) {
            out.write(section.id());
            writeU32(out, section.content().length);
            out.writeBytes(section.content());
        }
        return out.toByteArray();
    }

    /// The module with functions that do nothing but trap: all that is needed of it when its code
    /// is compiled already.
    public static byte[] withoutCode(byte[] module) {
        ModuleEdit edit = new ModuleEdit(module);
        int count = edit.section(CODE).readU32();
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        writeU32(code, count);
        byte[] trap = {3, 0, 0, 0x0B};
        for (int i = 0; i < count; i++) {
            code.writeBytes(trap);
        }
        edit.replace(CODE, code.toByteArray());
        return edit.build();
    }

    static void writeU32(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (Integer.compareUnsigned(rest, 0x7F) > 0) {
            out.write((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private record Section(int id, byte[] content) {}
}
