package io.edgeless.runtime.wasm.instance;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.LogLevel;
import io.edgeless.component.CallResult;
import io.edgeless.component.HostApi;
import io.edgeless.component.Limits;
import io.edgeless.runtime.wasm.abi.HostImport;
import io.edgeless.runtime.wasm.memory.GuestMemory;

import org.jspecify.annotations.Nullable;

import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.TrapException;
import run.endive.runtime.WasmFunctionHandle;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.types.FunctionType;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// The imports of one guest: checks what it passes, asks the host, and writes the answers into its
/// memory. Runs on the thread that runs the guest.
///
/// Every pointer is checked before anything is asked of the host, so that a bad one has no effect
/// but the trap. A payload above the limit is not copied whole: one byte more than allowed is
/// enough for the outputs to refuse and count it.
final class WasmBinding {

    /// Longest alias and log target; v1.2 names none, real ones have a few dozen bytes.
    private static final int NAME_BYTES_MAX = 4096;

    private static final long DELAY_MILLIS_MAX = 24L * 3600 * 1000;
    private static final String TARGET = "edgeless";

    /// Types of the imports in the engine's form, by their index.
    private static final List<FunctionType> TYPES =
            Arrays.stream(HostImport.values()).map(known -> known.signature.toEngine()).toList();

    private static final long[] NOTHING = {};
    private static final long[] NO_REPLY = {0};
    private static final long[] REPLY = {1};
    private static final long[] ERROR = {2};

    private final HostApi host;
    private final Limits limits;
    private final RunnerSlot runner;
    private final Heat heat;
    private @Nullable Guest guest;

    WasmBinding(HostApi host, Limits limits, RunnerSlot runner, Heat heat) {
        this.host = host;
        this.limits = limits;
        this.runner = runner;
        this.heat = heat;
    }

    /// Says whose memory and allocator the imports use from now on.
    void bind(Guest bound) {
        guest = bound;
    }

    /// All imports; a guest links those it names.
    ImportValues imports() {
        return ImportValues.builder()
                .addFunction(
                        function(HostImport.CAST_RAW, this::castRaw),
                        function(HostImport.CAST, this::cast),
                        function(HostImport.CALL_RAW, this::callRaw),
                        function(HostImport.CALL, this::call),
                        function(HostImport.LOG, this::log),
                        function(HostImport.SELF, this::self),
                        function(HostImport.DELAYED_CAST, this::delayedCast),
                        function(HostImport.SYNC, this::sync))
                .build();
    }

    private ImportFunction function(HostImport known, Import body) {
        WasmFunctionHandle handle =
                (_, arguments) -> {
                    StackHeadroom.touch();
                    heat.pause();
                    try {
                        return body.run(arguments);
                    } finally {
                        heat.resume();
                    }
                };
        return new HostFunction(HostImport.MODULE, known.symbol, TYPES.get(known.index), handle);
    }

    private long[] castRaw(long[] a) {
        InstanceId target = instanceId((int) a[0], (int) a[1]);
        host.castRaw(target, payload((int) a[2], (int) a[3]));
        return NOTHING;
    }

    private long[] cast(long[] a) {
        String channel = name("alias", (int) a[0], (int) a[1]);
        host.cast(channel, payload((int) a[2], (int) a[3]));
        return NOTHING;
    }

    private long[] callRaw(long[] a) {
        InstanceId target = instanceId((int) a[0], (int) a[1]);
        int out = writable((int) a[4], 4);
        int outLength = writable((int) a[5], 4);
        byte[] payload = payload((int) a[2], (int) a[3]);
        return answer(
                tooLarge(payload) ? refused() : host.callRaw(target, payload), out, outLength);
    }

    private long[] call(long[] a) {
        String channel = name("alias", (int) a[0], (int) a[1]);
        int out = writable((int) a[4], 4);
        int outLength = writable((int) a[5], 4);
        byte[] payload = payload((int) a[2], (int) a[3]);
        return answer(tooLarge(payload) ? refused() : host.call(channel, payload), out, outLength);
    }

    private long[] log(long[] a) {
        int level = (int) a[0];
        String target = name("log target", (int) a[1], (int) a[2]);
        String message = logText((int) a[3], (int) a[4]);
        LogLevel known = level(level);
        if (level < 1 || level > 5) {
            host.log(LogLevel.WARN, TARGET, "log level " + level + " is unknown, taken as error");
        }
        host.log(known, target, message);
        return NOTHING;
    }

    private long[] self(long[] a) {
        int node = writable((int) a[0], 16);
        int function = writable((int) a[1], 16);
        GuestMemory memory = guest().memory();
        writeUuid(memory, node, host.self().node().value());
        writeUuid(memory, function, host.self().function().value());
        return NOTHING;
    }

    private long[] delayedCast(long[] a) {
        long delayMillis = a[0];
        String channel = name("alias", (int) a[1], (int) a[2]);
        byte[] payload = payload((int) a[3], (int) a[4]);
        if (delayMillis < 0 || delayMillis > DELAY_MILLIS_MAX) {
            host.log(
                    LogLevel.WARN,
                    TARGET,
                    "delayed cast to %s dropped: %s ms is more than 24 hours"
                            .formatted(channel, Long.toUnsignedString(delayMillis)));
        } else {
            host.delayedCast(delayMillis, channel, payload);
        }
        return NOTHING;
    }

    private long[] sync(long[] a) {
        int size = (int) a[1];
        guest().memory().require((int) a[0], size);
        if (size > limits.stateBytesMax()) {
            host.log(
                    LogLevel.WARN,
                    TARGET,
                    "state not saved: %d bytes are more than the %d allowed"
                            .formatted(size, limits.stateBytesMax()));
        } else {
            host.sync(guest().memory().readBytes((int) a[0], size));
        }
        return NOTHING;
    }

    /// Hands the answer of a call to the guest; the memory it is put into is the guest's own, which
    /// the guest frees.
    private long[] answer(CallResult result, int out, int outLength) {
        if (runner.interrupted()) {
            throw new WasmInterruptedException("interrupted in a call");
        }
        return switch (result) {
            case CallResult.NoReply() -> NO_REPLY;
            case CallResult.Failed _ -> ERROR;
            case CallResult.Reply(byte[] reply) -> deliver(reply, out, outLength);
        };
    }

    private long[] deliver(byte[] reply, int out, int outLength) {
        Guest receiver = guest();
        int address = receiver.allocate(reply.length);
        if (address == 0 && reply.length > 0) {
            host.log(
                    LogLevel.WARN,
                    TARGET,
                    "no memory left for a reply of " + reply.length + " bytes");
            return ERROR;
        }
        receiver.memory().write(address, reply, 0, reply.length);
        receiver.memory().writeI32(out, address);
        receiver.memory().writeI32(outLength, reply.length);
        return REPLY;
    }

    private CallResult refused() {
        String detail = "payload larger than " + limits.payloadBytesMax() + " bytes";
        host.log(LogLevel.WARN, TARGET, "call refused: " + detail);
        return new CallResult.Failed(CallResult.Failure.TOO_LARGE, detail);
    }

    private boolean tooLarge(byte[] payload) {
        return payload.length > limits.payloadBytesMax();
    }

    private byte[] payload(int address, int size) {
        GuestMemory memory = guest().memory();
        memory.require(address, size);
        return memory.readBytes(address, (int) Math.min(size, limits.payloadBytesMax() + 1L));
    }

    private String name(String what, int address, int size) {
        GuestMemory memory = guest().memory();
        memory.require(address, size);
        if (size > NAME_BYTES_MAX) {
            throw new TrapException("%s of %d bytes".formatted(what, size));
        }
        return GuestText.decode(memory.readBytes(address, size), what);
    }

    /// The message, or so much of it that the host sees that it is too long.
    private String logText(int address, int size) {
        GuestMemory memory = guest().memory();
        memory.require(address, size);
        int kept = (int) Math.min(size, limits.logLineBytesMax() + 4L);
        byte[] bytes = memory.readBytes(address, kept);
        return kept == size
                ? GuestText.decode(bytes, "log message")
                : GuestText.decodeCut(bytes, "log message");
    }

    private int writable(int address, int size) {
        guest().memory().require(address, size);
        return address;
    }

    private InstanceId instanceId(int node, int function) {
        GuestMemory memory = guest().memory();
        return new InstanceId(
                new NodeId(readUuid(memory, node)), new PhysicalId(readUuid(memory, function)));
    }

    private Guest guest() {
        if (guest == null) {
            throw new IllegalStateException("an import was called before the guest was bound");
        }
        return guest;
    }

    private static LogLevel level(int level) {
        return switch (level) {
            case 2 -> LogLevel.WARN;
            case 3 -> LogLevel.INFO;
            case 4 -> LogLevel.DEBUG;
            case 5 -> LogLevel.TRACE;
            default -> LogLevel.ERROR;
        };
    }

    /// Writes the 16 bytes of RFC 9562, most significant first.
    static void writeUuid(GuestMemory memory, int address, UUID uuid) {
        memory.require(address, 16);
        memory.writeLong(address, Long.reverseBytes(uuid.getMostSignificantBits()));
        memory.writeLong(address + 8, Long.reverseBytes(uuid.getLeastSignificantBits()));
    }

    private static UUID readUuid(GuestMemory memory, int address) {
        memory.require(address, 16);
        return new UUID(
                Long.reverseBytes(memory.readLong(address)),
                Long.reverseBytes(memory.readLong(address + 8)));
    }

    private interface Import {
        long[] run(long[] arguments);
    }
}
