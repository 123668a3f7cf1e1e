package io.edgeless.runtime.wasm.gate;

import io.edgeless.runtime.wasm.abi.GuestExport;
import io.edgeless.runtime.wasm.abi.HostImport;
import io.edgeless.runtime.wasm.abi.Signature;

import run.endive.runtime.Memory;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// The structural check that every module passes before the engine sees a byte of it: sizes,
/// counts, nesting, imports and exports.
///
/// The engine allocates what a module claims before it looks whether the bytes are there, so a file
/// of 16 bytes can ask it for gigabytes. The gate reads the module once from front to back, in time
/// linear in its length, allocates nothing by claimed sizes, and leaves out the custom sections
/// (names, debug information), which nothing needs and which are where such claims hide best. It
/// does not check types of operands: that is the engine's validation, which then works within known
/// bounds.
public final class WasmGate {

    private static final byte[] HEADER = {0, 'a', 's', 'm', 1, 0, 0, 0};
    private static final int CUSTOM = 0;

    /// Place of each section id in the order in which sections must come; 0: refused.
    private static final int[] RANKS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 10};

    private final byte[] module;
    private final ModuleIndex index = new ModuleIndex();
    private final byte[] lean;
    private int leanLength;
    private boolean exported;

    private WasmGate(byte[] module) {
        this.module = module;
        this.lean = new byte[module.length];
    }

    /// Checks a module. Never throws.
    public static Verdict check(byte[] module) {
        if (module.length > GateLimits.MODULE_BYTES_MAX) {
            return new Verdict.Refused(
                    "the module has %d bytes, at most %d are allowed; strip it (wasm-opt -Oz)"
                            .formatted(module.length, GateLimits.MODULE_BYTES_MAX));
        }
        try {
            return new Verdict.Passed(new WasmGate(module).scan());
        } catch (GateException refused) {
            return new Verdict.Refused(
                    "%s (at byte %d)".formatted(refused.getMessage(), refused.offset()));
        }
    }

    /// The place of a known section in the order of sections.
    public static int rank(int id) {
        return RANKS[id];
    }

    private ModuleShape scan() {
        if (!Arrays.equals(module, 0, Math.min(8, module.length), HEADER, 0, 8)) {
            throw new GateException("not a WebAssembly module of version 1", 0);
        }
        ModuleReader reader = new ModuleReader(module, 0, module.length);
        reader.skip(HEADER.length, "header");
        keep(0, HEADER.length);
        int rank = 0;
        while (!reader.atEnd()) {
            int begin = reader.position();
            int id = reader.readByte();
            ModuleReader section = reader.part(reader.readU32(), "section " + id);
            if (id != CUSTOM) {
                rank = inOrder(id, rank, begin);
                readSection(id, section);
                if (!section.atEnd()) {
                    throw section.wrong(
                            "section %d has %d bytes left over".formatted(id, section.left()));
                }
                keep(begin, reader.position());
            }
        }
        requireComplete(reader);
        return new ModuleShape(
                Arrays.copyOf(lean, leanLength),
                index.exports,
                index.start,
                index.pagesMin,
                index.pagesMax,
                index.replyFreer(),
                OptionalInt.empty());
    }

    private void keep(int begin, int end) {
        System.arraycopy(module, begin, lean, leanLength, end - begin);
        leanLength += end - begin;
    }

    private static int inOrder(int id, int before, int offset) {
        if (id >= RANKS.length) {
            throw new GateException(
                    id == 13
                            ? "exceptions are not supported (section 13)"
                            : "unknown section " + id,
                    offset);
        }
        if (RANKS[id] <= before) {
            throw new GateException("section " + id + " comes twice or too late", offset);
        }
        return RANKS[id];
    }

    private void readSection(int id, ModuleReader section) {
        switch (id) {
            case 1 -> readTypes(section);
            case 2 -> readImports(section);
            case 3 -> readFunctions(section);
            case 4 -> readTables(section);
            case 5 -> readMemories(section);
            case 6 -> readGlobals(section);
            case 7 -> readExports(section);
            case 8 -> readStart(section);
            case 9 -> new SegmentGate(index).readElements(section);
            case 10 -> new CodeGate(index).read(section);
            case 11 -> new SegmentGate(index).readData(section);
            default ->
                    index.dataCount =
                            OptionalInt.of(
                                    section.readCount(
                                            GateLimits.DATA_SEGMENTS_MAX, "data segments"));
        }
    }

    private void requireComplete(ModuleReader reader) {
        int defined = index.functions.size() - index.importedFunctions;
        if (defined != index.bodies) {
            throw reader.wrong(
                    "%d functions are declared, but %d have code".formatted(defined, index.bodies));
        }
        if (index.dataCount.orElse(index.dataSegments) != index.dataSegments) {
            throw reader.wrong(
                    "%d data segments are announced, but there are %d"
                            .formatted(index.dataCount.getAsInt(), index.dataSegments));
        }
        if (!exported) {
            requireExports(reader, Set.of());
        }
    }

    private void readTypes(ModuleReader section) {
        int count = section.readVectorLength(GateLimits.TYPES_MAX, "types");
        for (int i = 0; i < count; i++) {
            int form = section.readByte();
            if (form != 0x60) {
                throw section.wrong(
                        "type 0x%02x is not a function; garbage-collected types are not supported"
                                .formatted(form));
            }
            StringBuilder letters = new StringBuilder();
            readValueTypes(section, GateLimits.PARAMETERS_MAX, "parameters", letters);
            letters.append(':');
            readValueTypes(section, GateLimits.RESULTS_MAX, "results", letters);
            index.types.add(new Signature(letters.toString()));
        }
    }

    private void readValueTypes(ModuleReader section, int max, String what, StringBuilder letters) {
        int count = section.readVectorLength(max, what);
        for (int i = 0; i < count; i++) {
            letters.append(index.readValueType(section));
        }
    }

    private void readImports(ModuleReader section) {
        int count = section.readVectorLength(HostImport.values().length, "imports");
        Set<HostImport> seen = EnumSet.noneOf(HostImport.class);
        for (int i = 0; i < count; i++) {
            int at = section.position();
            String from = section.readName("import module");
            String name = section.readName("import name");
            int kind = section.readByte();
            Optional<HostImport> known = HostImport.named(name);
            if (kind != 0 || !from.equals(HostImport.MODULE) || known.isEmpty()) {
                throw new GateException(
                        "import of %s.%s, which the host does not have".formatted(from, name), at);
            }
            Signature type = index.readType(section);
            if (!type.equals(known.get().signature)) {
                throw new GateException(
                        "import %s must be %s, but is %s"
                                .formatted(name, known.get().signature.text(), type.text()),
                        at);
            }
            if (!seen.add(known.get())) {
                throw new GateException("import " + name + " comes twice", at);
            }
            index.functions.add(type);
        }
        index.importedFunctions = count;
    }

    private void readFunctions(ModuleReader section) {
        int count = section.readVectorLength(GateLimits.FUNCTIONS_MAX, "functions");
        for (int i = 0; i < count; i++) {
            index.functions.add(index.readType(section));
        }
    }

    private void readTables(ModuleReader section) {
        index.tables = section.readVectorLength(GateLimits.TABLES_MAX, "tables");
        int entries = 0;
        for (int i = 0; i < index.tables; i++) {
            if (section.peek() == 0x40) {
                throw section.wrong("initialisers of tables are not supported");
            }
            index.readReferenceType(section);
            boolean bounded = readFlag(section, "table limits");
            entries += section.readCount(GateLimits.TABLE_ENTRIES_MAX - entries, "table entries");
            if (bounded) {
                section.readU32();
            }
        }
    }

    private void readMemories(ModuleReader section) {
        index.memories = section.readVectorLength(1, "memories");
        if (index.memories == 1) {
            boolean bounded = readFlag(section, "memory limits (shared or 64-bit)");
            index.pagesMin = section.readCount(Memory.RUNTIME_MAX_PAGES, "memory pages");
            index.pagesMax =
                    bounded
                            ? section.readCount(GateLimits.PAGES_MAX, "most memory pages")
                            : GateLimits.PAGES_MAX;
            if (index.pagesMax < index.pagesMin) {
                throw section.wrong("the most memory is less than the least");
            }
        }
    }

    private static boolean readFlag(ModuleReader section, String what) {
        int flag = section.readByte();
        if (flag > 1) {
            throw section.wrong("unsupported " + what);
        }
        return flag == 1;
    }

    private void readGlobals(ModuleReader section) {
        index.globals = section.readVectorLength(GateLimits.GLOBALS_MAX, "globals");
        for (int i = 0; i < index.globals; i++) {
            index.readValueType(section);
            readFlag(section, "mutability");
            index.readConstant(section);
        }
    }

    private void readExports(ModuleReader section) {
        int count = section.readVectorLength(GateLimits.EXPORTS_MAX, "exports");
        Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            int at = section.position();
            String name = section.readName("export name");
            if (!names.add(name)) {
                throw new GateException("export " + name + " comes twice", at);
            }
            readExport(section, name, at);
        }
        exported = true;
        requireExports(section, names);
    }

    private void readExport(ModuleReader section, String name, int at) {
        int kind = section.readByte();
        int target = section.readIndex(space(kind, section), "exported index");
        if (name.equals(GuestExport.MEMORY) && kind != 2) {
            throw new GateException("export memory is not a memory", at);
        }
        for (GuestExport wanted : GuestExport.values()) {
            if (wanted.symbol.equals(name)) {
                Signature type = kind == 0 ? index.functions.get(target) : new Signature("?:");
                if (!type.equals(wanted.signature)) {
                    throw new GateException(
                            "export %s must be a function %s"
                                    .formatted(name, wanted.signature.text()),
                            at);
                }
                index.exports[wanted.index] = target;
            }
        }
    }

    private int space(int kind, ModuleReader section) {
        return switch (kind) {
            case 0 -> index.functions.size();
            case 1 -> index.tables;
            case 2 -> index.memories;
            case 3 -> index.globals;
            default -> throw section.wrong("unknown kind of export " + kind);
        };
    }

    private static void requireExports(ModuleReader reader, Set<String> names) {
        if (!names.contains(GuestExport.MEMORY)) {
            throw reader.wrong("export memory is missing");
        }
        for (GuestExport wanted : GuestExport.values()) {
            if (!names.contains(wanted.symbol)) {
                throw reader.wrong(
                        "export %s is missing; build the function with the SDK"
                                .formatted(wanted.symbol));
            }
        }
    }

    private void readStart(ModuleReader section) {
        int at = section.position();
        int function = section.readIndex(index.functions.size(), "start function");
        if (!index.functions.get(function).letters().equals(":")) {
            throw new GateException("the start function takes or gives something", at);
        }
        index.start = OptionalInt.of(function);
    }

    /// What the gate says of a module.
    public sealed interface Verdict {

        record Passed(ModuleShape shape) implements Verdict {}

        /// @param reason what is wrong and at which byte
        record Refused(String reason) implements Verdict {}
    }
}
