package io.edgeless.runtime.wasm;

import static io.edgeless.runtime.wasm.Code.code;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.component.FunctionInstance;
import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.FunctionRuntime.Preparation;
import io.edgeless.component.Limits;
import io.edgeless.component.Outcome;
import io.edgeless.component.PreparedFunction.Instantiation;
import io.edgeless.runtime.wasm.abi.GuestExport;
import io.edgeless.runtime.wasm.abi.HostImport;
import io.edgeless.runtime.wasm.load.WasmSettings;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Random;

/// Guests that try to break the runtime, and modules that are broken, up to the running instance:
/// whatever comes is a value.
@ParameterizedClass
@MethodSource("io.edgeless.runtime.wasm.Guests#ways")
class HostileModuleTest {

    private static final byte[] EMPTY = {};
    private static final int SCRATCH = 1024;

    private final FunctionRuntime runtime;
    private final ScriptedHost host = new ScriptedHost();

    HostileModuleTest(WasmSettings settings) {
        runtime = Guests.runtime(settings);
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void mutants_ofAGoodModule_areRefusedOrMakeAnInstance(long seed) throws IOException {
        Random random = new Random(seed);
        byte[] module = Guests.function("pong_async/pong_async");
        for (int i = 0; i < 100; i++) {
            byte[] mutant = Mutants.of(module, random);
            switch (runtime.prepare(Guests.functionClass(mutant), Limits.DEFAULT)) {
                case Preparation.Refused refused ->
                        assertThat(refused.refusal().text()).contains("cannot be run");
                case Preparation.Ready ready ->
                        assertThat(ready.function().instantiate(host))
                                .isInstanceOfAny(
                                        Instantiation.Ready.class, Instantiation.Refused.class);
            }
        }
    }

    @Test
    void wrongTypesOfOperands_areRefused() {
        TestModule module = new TestModule().body(GuestExport.CAST, code().i64(1).setGlobal(1));

        assertThat(Guests.refusal(runtime, module.build())).contains("invalid module");
    }

    @Test
    void memory_largerThanAllowedFromTheStart_isRefused() {
        assertThat(Guests.refusal(runtime, new TestModule().memory(257, -1).build()))
                .contains("it needs 257 pages of memory from the start, 256 are allowed");
    }

    @Test
    void table_growsToTheCapAndNoFurther() {
        TestModule module = new TestModule();
        module.section(4, (byte) 1, (byte) 0x70, (byte) 0, (byte) 1);
        Code grow = code().get(4).i32(SCRATCH).store(0).get(5).i32(12).store(0);
        grow.i32(SCRATCH).op(0xD0, 0x70).i32(9_999).op(0xFC, 15, 0).store(0);
        grow.i32(SCRATCH).op(0xD0, 0x70).i32(1).op(0xFC, 15, 0).store(4);
        grow.i32(SCRATCH).op(0xD0, 0x70).i32(-1).op(0xFC, 15, 0).store(8).i32(1);
        FunctionInstance guest =
                Guests.instance(runtime, module.body(GuestExport.CALL, grow), host);

        ByteBuffer answer =
                ByteBuffer.wrap(((Outcome.Reply) guest.call(ScriptedHost.SELF, EMPTY)).payload())
                        .order(ByteOrder.LITTLE_ENDIAN);

        assertThat(new int[] {answer.getInt(), answer.getInt(), answer.getInt()})
                .containsExactly(1, -1, -1);
    }

    @Test
    void memory_growsByNothingReasonable_isRefusedToTheGuest() {
        Code grow = code().get(4).i32(SCRATCH).store(0).get(5).i32(12).store(0);
        grow.i32(SCRATCH).i32(-1).op(0x40, 0).store(0);
        grow.i32(SCRATCH).i32(65_536).op(0x40, 0).store(4);
        grow.i32(SCRATCH).i32(0).op(0x40, 0).store(8).i32(1);
        FunctionInstance guest =
                Guests.instance(
                        runtime, new TestModule().memory(1, -1).body(GuestExport.CALL, grow), host);

        ByteBuffer answer =
                ByteBuffer.wrap(((Outcome.Reply) guest.call(ScriptedHost.SELF, EMPTY)).payload())
                        .order(ByteOrder.LITTLE_ENDIAN);

        assertThat(new int[] {answer.getInt(), answer.getInt(), answer.getInt()})
                .containsExactly(-1, -1, 1);
    }

    @ParameterizedTest
    @MethodSource("steps")
    @Timeout(60)
    void endlessLoop_inAnyHandler_isInterrupted(GuestExport export) throws InterruptedException {
        TestModule module = new TestModule();
        Code loop = export == GuestExport.CALL ? code().loopForever().i32(0) : code().loopForever();
        FunctionInstance guest = Guests.instance(runtime, module.body(export, loop), host);
        Thread watchdog = new Thread(() -> interruptUntilDone(guest));
        watchdog.start();

        Outcome outcome =
                switch (export) {
                    case INIT -> guest.init(Optional.empty(), Optional.empty());
                    case CAST -> guest.cast(ScriptedHost.SELF, EMPTY);
                    case CALL -> guest.call(ScriptedHost.SELF, EMPTY);
                    default -> guest.stop();
                };
        watchdog.interrupt();
        watchdog.join();

        assertThat(outcome).isInstanceOf(Outcome.Interrupted.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    static GuestExport[] steps() {
        return new GuestExport[] {
            GuestExport.INIT, GuestExport.CAST, GuestExport.CALL, GuestExport.STOP
        };
    }

    @Test
    void fillOfAllMemory_outOfBounds_changesNothing() {
        Code fill = code().i32(65_000).i32(1).i32(1_000).op(0xFC, 11, 0);
        FunctionInstance guest =
                Guests.instance(runtime, new TestModule().body(GuestExport.CAST, fill), host);

        assertThat(((Outcome.Trapped) guest.cast(ScriptedHost.SELF, EMPTY)).reason())
                .contains("out of bounds memory access: 1000 bytes at address 65000");
    }

    @Test
    void recursionThroughTheHost_isTrappedInTheGuest() {
        TestModule module = new TestModule();
        int self = HostImport.values().length + GuestExport.values().length;
        Code tell = code().i32s(0, 0).call(HostImport.SYNC).op(0x10, self);
        module.function(":", tell);
        module.body(GuestExport.CAST, code().call(self));

        Outcome outcome = Guests.instance(runtime, module, host).cast(ScriptedHost.SELF, EMPTY);

        assertThat(((Outcome.Trapped) outcome).reason()).contains("call stack exhausted");
        assertThat(host.asked).isNotEmpty();
    }

    private static void interruptUntilDone(FunctionInstance guest) {
        while (!Thread.currentThread().isInterrupted()) {
            guest.interrupt();
            Thread.onSpinWait();
        }
    }
}
