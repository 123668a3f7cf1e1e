package io.edgeless.runtime.wasm.instance;

import static io.edgeless.runtime.wasm.Code.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.Digest;
import io.edgeless.component.FunctionInstance;
import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.Limits;
import io.edgeless.component.Outcome;
import io.edgeless.runtime.wasm.Code;
import io.edgeless.runtime.wasm.Guests;
import io.edgeless.runtime.wasm.ScriptedHost;
import io.edgeless.runtime.wasm.TestModule;
import io.edgeless.runtime.wasm.abi.GuestExport;
import io.edgeless.runtime.wasm.abi.HostImport;
import io.edgeless.runtime.wasm.load.FlatClass;
import io.edgeless.runtime.wasm.load.LoadedModule;
import io.edgeless.runtime.wasm.load.ModuleLoader;
import io.edgeless.runtime.wasm.load.WasmSettings;
import io.edgeless.runtime.wasm.memory.GuestMemory;
import io.edgeless.world.Clock;
import io.edgeless.world.World;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

class PromotionTest {

    private static final int SCRATCH = 1024;
    private static final int FUNCTION = HostImport.values().length + GuestExport.values().length;
    private static final byte[] EMPTY = {};
    private static final int PASSIVE = 1;
    private static final int UNREACHABLE = 0;

    private final ScriptedHost host = new ScriptedHost();
    private final FunctionRuntime runtime =
            Guests.runtime(WasmSettings.DEFAULT, worldOfLongEvents(), Path.of("cache"));
    private int casts;

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void hotInstance_movesToFlatMemory_andGoesOn() {
        FunctionInstance guest = instance(code());

        heat(guest);

        int[] seen = ints(guest.call(ScriptedHost.SELF, EMPTY));
        assertThat(seen).containsExactly(casts, 5 + casts, 77, 4);
        guest.cast(ScriptedHost.SELF, EMPTY);
        assertThat(ints(guest.call(ScriptedHost.SELF, EMPTY))).startsWith(casts + 1, 6 + casts);
    }

    @Test
    void hotInstance_doesNotGetBackWhatItDropped() {
        Code init = code().i32s(0, 0, 1).op(0xFC, 8, 0, 0);
        Code tableInit = code().i32s(0, 0, 1).op(0xFC, 12, 0, 0);

        assertThat(afterHeat(init, code())).isEqualTo(Outcome.NO_REPLY);
        assertThat(afterHeat(init, code().op(0xFC, 9, 0))).isInstanceOf(Outcome.Trapped.class);
        assertThat(afterHeat(tableInit, code())).isEqualTo(Outcome.NO_REPLY);
        assertThat(afterHeat(tableInit, code().op(0xFC, 13, 0)))
                .isInstanceOf(Outcome.Trapped.class);
    }

    @Test
    void hotInstances_ofOneModule_shareTheSecondClass() {
        FunctionInstance first = instance(code());
        FunctionInstance second = instance(code());

        heat(first);
        heat(second);

        assertThat(first.memoryBytes()).isEqualTo(second.memoryBytes());
    }

    @Test
    void hotInstance_thatTraps_isNotMovedAnyMore() {
        assertThat(askedToMove(code())).isEqualTo(1);
        assertThat(askedToMove(code().op(UNREACHABLE))).isZero();
    }

    /// How often the second class is asked for by an instance that is hot after its first event.
    private int askedToMove(Code cast) {
        Clock slow = slowClock(Duration.ofSeconds(5));
        byte[] bytes = new TestModule().body(GuestExport.CAST, cast).build();
        LoadedModule loaded = loaded(bytes);
        AtomicInteger asked = new AtomicInteger();
        LoadedModule counting =
                new LoadedModule(
                        loaded.shape(),
                        loaded.module(),
                        loaded.image(),
                        loaded.kind(),
                        loaded.machines(),
                        FlatClass.onDemand(_ -> asked.incrementAndGet(), loaded::machines));
        FunctionInstance guest =
                Guests.instance(new WasmFunction(counting, Limits.DEFAULT, slow), host);
        var _ = guest.cast(ScriptedHost.SELF, EMPTY);
        return asked.get();
    }

    private static LoadedModule loaded(byte[] bytes) {
        try (ModuleLoader loader =
                ModuleLoader.open(WasmSettings.DEFAULT, Guests.world(), Path.of("cache"))) {
            Digest digest = Digest.of(bytes);
            return ((ModuleLoader.Loading.Loaded) loader.load(digest, bytes)).module();
        }
    }

    private Outcome afterHeat(Code stop, Code drops) {
        FunctionInstance guest = Guests.instance(runtime, module(drops, stop), host);
        guest.init(Optional.empty(), Optional.empty());
        heat(guest);
        return guest.stop();
    }

    private FunctionInstance instance(Code stop) {
        FunctionInstance guest = Guests.instance(runtime, module(code(), stop), host);
        assertThat(guest.init(Optional.empty(), Optional.empty())).isEqualTo(Outcome.NO_REPLY);
        return guest;
    }

    /// Sends events until the instance has moved.
    private void heat(FunctionInstance guest) {
        casts = 0;
        assertThat(guest.memoryBytes()).isLessThan(GuestMemory.PAGE_BYTES);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> {
                    casts++;
                    guest.cast(ScriptedHost.SELF, EMPTY);
                    return guest.memoryBytes() >= GuestMemory.PAGE_BYTES;
                });
    }

    /// Its init sets a global to 5 and fills the grown part of its table; each cast counts in
    /// memory and in the global; a call answers with both counts, what the function in the table
    /// says, and the size of the table.
    private static TestModule module(Code drops, Code stop) {
        TestModule module = new TestModule();
        module.function(":i", code().i32(77));
        module.section(4, (byte) 1, (byte) 0x70, (byte) 1, (byte) 2, (byte) 8);
        module.section(9, (byte) 1, (byte) PASSIVE, (byte) 0, (byte) 1, (byte) FUNCTION);
        module.section(12, (byte) 1);
        module.section(11, (byte) 1, (byte) PASSIVE, (byte) 1, (byte) 'x');
        Code grow = code().op(0xD0, 0x70).i32(2).op(0xFC, 15, 0).drop();
        Code fill = grow.i32(3).op(0xD2, FUNCTION).op(0x26, 0).i32(5).setGlobal(1);
        module.body(GuestExport.INIT, fill.append(drops));
        module.body(
                GuestExport.CAST,
                code().i32s(SCRATCH, SCRATCH)
                        .load(0)
                        .i32(1)
                        .add()
                        .store(0)
                        .global(1)
                        .i32(1)
                        .add()
                        .setGlobal(1));
        Code answer = code().get(4).i32(SCRATCH).store(0).get(5).i32(16).store(0);
        answer.i32(SCRATCH).global(1).store(4);
        answer.i32(SCRATCH).i32(3).op(0x11, FUNCTION, 0).store(8);
        answer.i32(SCRATCH).op(0xFC, 16, 0).store(12).i32(1);
        return module.body(GuestExport.CALL, answer).body(GuestExport.STOP, stop);
    }

    private static int[] ints(Outcome outcome) {
        ByteBuffer bytes =
                ByteBuffer.wrap(((Outcome.Reply) outcome).payload()).order(ByteOrder.LITTLE_ENDIAN);
        int[] ints = new int[bytes.remaining() / Integer.BYTES];
        bytes.asIntBuffer().get(ints);
        return ints;
    }

    /// Every look at the clock takes a fifth of a second.
    private static World worldOfLongEvents() {
        World real = Guests.world();
        return new World(
                slowClock(Duration.ofMillis(200)),
                real.timers(),
                real.network(),
                real.disk(),
                real.chance());
    }

    private static Clock slowClock(Duration look) {
        return new Clock() {
            private long now;

            @Override
            public synchronized long nanos() {
                now += look.toNanos();
                return now;
            }

            @Override
            public long epochNanos() {
                return nanos();
            }
        };
    }
}
