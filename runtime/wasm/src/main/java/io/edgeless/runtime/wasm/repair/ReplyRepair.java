package io.edgeless.runtime.wasm.repair;

import io.edgeless.runtime.wasm.gate.GateLimits;
import io.edgeless.runtime.wasm.gate.ModuleReader;
import io.edgeless.runtime.wasm.gate.ModuleShape;

import java.io.ByteArrayOutputStream;

/// Repairs, while a module is loaded, what the public SDK of EDGELESS v1.2 does to replies: it
/// frees the buffer of a reply before it tells the host where the reply is, and the guest's
/// allocator writes its links into the first bytes.
///
/// The function that frees gets a prologue: while a call is handled it does not free the block it
/// is given but the one it was given before, so that the last one, the reply, stays whole until the
/// host has read it. A block that is freed later than the guest believes harms nothing. The three
/// globals this needs are added behind the module's own, so that no index changes.
///
/// Applied only to modules in which the gate recognised exactly what that SDK's compiler makes, see
/// `ModuleIndex#replyFreer()`.
public final class ReplyRepair {

    /// What is added for each global: a mutable i32 that is 0.
    private static final byte[] GLOBAL = {0x7F, 1, 0x41, 0, 0x0B};

    /// Whether to hold back, then address and size of the block that is held back.
    private static final int GLOBALS = 3;

    private static final int GET = 0x23;
    private static final int SET = 0x24;

    private ReplyRepair() {}

    /// The module with the repair; the same when it does not need it.
    public static ModuleShape apply(ModuleShape shape) {
        if (shape.replyFreer().isEmpty()) {
            return shape;
        }
        ModuleEdit edit = new ModuleEdit(shape.lean());
        int imports = edit.section(ModuleEdit.IMPORTS).readU32();
        ModuleReader globals = edit.section(ModuleEdit.GLOBALS);
        int first = globals.readU32();
        if (first + GLOBALS > GateLimits.GLOBALS_MAX) {
            return shape;
        }
        ByteArrayOutputStream more = new ByteArrayOutputStream();
        ModuleEdit.writeU32(more, first + GLOBALS);
        more.writeBytes(globals.rest());
        for (int i = 0; i < GLOBALS; i++) {
            more.writeBytes(GLOBAL);
        }
        edit.replace(ModuleEdit.GLOBALS, more.toByteArray());
        int body = shape.replyFreer().getAsInt() - imports;
        edit.replace(ModuleEdit.CODE, code(edit.section(ModuleEdit.CODE), body, first));
        return shape.repaired(edit.build(), first);
    }

    private static byte[] code(ModuleReader code, int changed, int firstGlobal) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int count = code.readU32();
        ModuleEdit.writeU32(out, count);
        for (int i = 0; i < count; i++) {
            ModuleReader body = code.part(code.readU32(), "body");
            byte[] bytes = i == changed ? withPrologue(body, firstGlobal) : body.rest();
            ModuleEdit.writeU32(out, bytes.length);
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] withPrologue(ModuleReader body, int firstGlobal) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int groups = body.readU32();
        ModuleEdit.writeU32(out, groups);
        for (int i = 0; i < groups; i++) {
            ModuleEdit.writeU32(out, body.readU32());
            out.write(body.readByte());
        }
        out.writeBytes(prologue(firstGlobal));
        out.writeBytes(body.rest());
        return out.toByteArray();
    }

    /// If the flag is set, exchanges the arguments with what is held, and returns if nothing was.
    private static byte[] prologue(int flag) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int address = flag + 1;
        int size = flag + 2;
        global(out, GET, flag);
        out.writeBytes(new byte[] {0x04, 0x40});
        global(out, GET, address);
        global(out, GET, size);
        out.writeBytes(new byte[] {0x20, 0});
        global(out, SET, address);
        out.writeBytes(new byte[] {0x20, 1});
        global(out, SET, size);
        out.writeBytes(new byte[] {0x21, 1, 0x22, 0, 0x45, 0x04, 0x40, 0x0F, 0x0B, 0x0B});
        return out.toByteArray();
    }

    private static void global(ByteArrayOutputStream out, int instruction, int global) {
        out.write(instruction);
        ModuleEdit.writeU32(out, global);
    }
}
