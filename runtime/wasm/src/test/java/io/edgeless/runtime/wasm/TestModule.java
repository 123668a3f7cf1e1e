package io.edgeless.runtime.wasm;

import io.edgeless.runtime.wasm.abi.GuestExport;
import io.edgeless.runtime.wasm.abi.HostImport;
import io.edgeless.runtime.wasm.abi.Signature;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Builds guests for tests, instruction by instruction. Every guest imports all eight host
/// functions (under their own index), exports the mandatory functions (behind them) and has one
/// page of memory, an allocator that only moves on, and a mutable i32 global 0 (the allocator's)
/// and 1 (free for the test).
public final class TestModule {

    /// Where the allocator begins.
    public static final int HEAP = 4096;

    private static final String LETTERS = "ilfd";

    private final Map<GuestExport, Code> bodies = new EnumMap<>(GuestExport.class);
    private final Map<Integer, byte[]> sections = new TreeMap<>();
    private final Map<Integer, byte[]> data = new LinkedHashMap<>();
    private final Set<GuestExport> withoutLocals = EnumSet.noneOf(GuestExport.class);
    private final Set<String> withoutExports = new HashSet<>();
    private final Map<String, Integer> extraExports = new LinkedHashMap<>();
    private final List<Signature> extraTypes = new ArrayList<>();
    private final List<Code> extraBodies = new ArrayList<>();
    private int pagesMin = 1;
    private int pagesMax = 8;
    private int start = -1;

    public TestModule() {
        bodies.put(
                GuestExport.ALLOCATE,
                Code.code()
                        .global(0)
                        .global(0)
                        .get(0)
                        .add()
                        .i32(7)
                        .add()
                        .i32(-8)
                        .op(0x71)
                        .setGlobal(0));
        bodies.put(GuestExport.CALL, Code.code().i32(0));
        for (GuestExport export : GuestExport.values()) {
            bodies.putIfAbsent(export, Code.code());
        }
    }

    public TestModule body(GuestExport export, Code code) {
        bodies.put(export, code);
        return this;
    }

    public TestModule data(int address, String text) {
        return data(address, text.getBytes(StandardCharsets.UTF_8));
    }

    public TestModule data(int address, byte[] bytes) {
        data.put(address, bytes);
        return this;
    }

    public TestModule memory(int min, int max) {
        pagesMin = min;
        pagesMax = max;
        return this;
    }

    /// Adds a function and returns its index.
    public int function(String signature, Code code) {
        extraTypes.add(new Signature(signature));
        extraBodies.add(code);
        return HostImport.values().length + GuestExport.values().length + extraBodies.size() - 1;
    }

    /// Leaves out the locals that every function has otherwise.
    public TestModule exactLocals(GuestExport export) {
        withoutLocals.add(export);
        return this;
    }

    /// Leaves out an export.
    public TestModule without(String name) {
        withoutExports.add(name);
        return this;
    }

    /// Adds an export of a function.
    public TestModule export(String name, int function) {
        extraExports.put(name, function);
        return this;
    }

    public TestModule start(int function) {
        start = function;
        return this;
    }

    /// Puts these bytes in the place of a section, or adds it; none leaves it out.
    public TestModule section(int id, byte... content) {
        sections.put(id, content);
        return this;
    }

    public byte[] build() {
        ByteArrayOutputStream module = new ByteArrayOutputStream();
        module.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
        int[] order = {1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11};
        for (int id : order) {
            byte[] content = sections.containsKey(id) ? sections.get(id) : standard(id);
            if (content.length > 0) {
                module.write(id);
                module.writeBytes(Code.unsigned(content.length));
                module.writeBytes(content);
            }
        }
        return module.toByteArray();
    }

    private byte[] standard(int id) {
        return switch (id) {
            case 1 -> vector(types().stream().map(TestModule::type).toList());
            case 2 -> imports();
            case 3 -> functions();
            case 5 -> memories();
            case 6 -> globals();
            case 7 -> exports();
            case 8 -> start < 0 ? new byte[0] : Code.unsigned(start);
            case 10 -> vector(code());
            case 11 -> data.isEmpty() ? new byte[0] : dataSegments();
            default -> new byte[0];
        };
    }

    private List<Signature> types() {
        List<Signature> types = new ArrayList<>();
        for (HostImport known : HostImport.values()) {
            types.add(known.signature);
        }
        for (GuestExport known : GuestExport.values()) {
            types.add(known.signature);
        }
        types.addAll(extraTypes);
        return types;
    }

    private static byte[] type(Signature signature) {
        Code type = Code.code().op(0x60);
        for (String part : signature.letters().split(":", -1)) {
            type.op(part.length());
            part.chars().forEach(letter -> type.op(0x7F - LETTERS.indexOf(letter)));
        }
        return type.bytes();
    }

    private static byte[] imports() {
        List<byte[]> entries = new ArrayList<>();
        for (HostImport known : HostImport.values()) {
            ByteArrayOutputStream entry = new ByteArrayOutputStream();
            entry.writeBytes(name(HostImport.MODULE));
            entry.writeBytes(name(known.symbol));
            entry.write(0);
            entry.write(known.index);
            entries.add(entry.toByteArray());
        }
        return vector(entries);
    }

    private byte[] functions() {
        List<byte[]> entries = new ArrayList<>();
        for (int i = HostImport.values().length; i < types().size(); i++) {
            entries.add(Code.unsigned(i));
        }
        return vector(entries);
    }

    private byte[] memories() {
        ByteArrayOutputStream limits = new ByteArrayOutputStream();
        limits.write(1);
        limits.write(pagesMax < 0 ? 0 : 1);
        limits.writeBytes(Code.unsigned(pagesMin));
        if (pagesMax >= 0) {
            limits.writeBytes(Code.unsigned(pagesMax));
        }
        return limits.toByteArray();
    }

    private static byte[] globals() {
        return vector(
                List.of(
                        Code.code().op(0x7F, 1).i32(HEAP).op(0x0B).bytes(),
                        Code.code().op(0x7F, 1).i32(0).op(0x0B).bytes()));
    }

    private byte[] exports() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put(GuestExport.MEMORY, new byte[] {2, 0});
        for (GuestExport known : GuestExport.values()) {
            entries.put(known.symbol, exported(HostImport.values().length + known.index));
        }
        entries.keySet().removeAll(withoutExports);
        extraExports.forEach((name, function) -> entries.put(name, exported(function)));
        List<byte[]> section = new ArrayList<>();
        entries.forEach((name, what) -> {
            ByteArrayOutputStream entry = new ByteArrayOutputStream();
            entry.writeBytes(name(name));
            entry.writeBytes(what);
            section.add(entry.toByteArray());
        });
        return vector(section);
    }

    private static byte[] exported(int function) {
        ByteArrayOutputStream what = new ByteArrayOutputStream();
        what.write(0);
        what.writeBytes(Code.unsigned(function));
        return what.toByteArray();
    }

    private List<byte[]> code() {
        List<byte[]> all = new ArrayList<>();
        bodies.forEach((export, code) -> all.add(body(code, !withoutLocals.contains(export))));
        extraBodies.forEach(code -> all.add(body(code, true)));
        return all;
    }

    /// Most functions have four i32 and two i64 locals behind their parameters.
    private static byte[] body(Code code, boolean hasLocals) {
        byte[] locals = hasLocals ? new byte[] {2, 4, 0x7F, 2, 0x7E} : new byte[1];
        byte[] instructions = code.bytes();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(Code.unsigned(instructions.length + locals.length + 1));
        body.writeBytes(locals);
        body.writeBytes(instructions);
        body.write(0x0B);
        return body.toByteArray();
    }

    private byte[] dataSegments() {
        List<byte[]> entries = new ArrayList<>();
        data.forEach((address, bytes) -> {
            ByteArrayOutputStream entry = new ByteArrayOutputStream();
            entry.writeBytes(Code.code().op(0).i32(address).op(0x0B).bytes());
            entry.writeBytes(Code.unsigned(bytes.length));
            entry.writeBytes(bytes);
            entries.add(entry.toByteArray());
        });
        return vector(entries);
    }

    public static byte[] name(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        name.writeBytes(Code.unsigned(bytes.length));
        name.writeBytes(bytes);
        return name.toByteArray();
    }

    public static byte[] vector(List<byte[]> entries) {
        ByteArrayOutputStream vector = new ByteArrayOutputStream();
        vector.writeBytes(Code.unsigned(entries.size()));
        entries.forEach(vector::writeBytes);
        return vector.toByteArray();
    }
}
