package io.edgeless.runtime.wasm.instance;

import static io.edgeless.runtime.wasm.Code.code;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.InstanceId;
import io.edgeless.component.FunctionInstance;
import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.Outcome;
import io.edgeless.runtime.wasm.Code;
import io.edgeless.runtime.wasm.Guests;
import io.edgeless.runtime.wasm.ScriptedHost;
import io.edgeless.runtime.wasm.TestModule;
import io.edgeless.runtime.wasm.abi.GuestExport;
import io.edgeless.runtime.wasm.abi.HostImport;
import io.edgeless.runtime.wasm.load.WasmSettings;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

@ParameterizedClass
@MethodSource("io.edgeless.runtime.wasm.Guests#ways")
class WasmInstanceTest {

    private static final InstanceId SOURCE = ScriptedHost.SELF;
    private static final int SCRATCH = 1024;
    private static final int COMPONENT = TestModule.HEAP;
    private static final int NODE = COMPONENT + 16;
    private static final int PAYLOAD = NODE + 16;

    private final FunctionRuntime runtime;
    private final ScriptedHost host = new ScriptedHost();

    WasmInstanceTest(WasmSettings settings) {
        runtime = Guests.runtime(settings);
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void call_withReply_returnsItsBytes() {
        FunctionInstance guest = instance(new TestModule().body(GuestExport.CALL, echo()));

        Outcome outcome = guest.call(SOURCE, new byte[] {1, 2, (byte) 0xFF});

        assertThat(((Outcome.Reply) outcome).payload()).containsExactly(1, 2, 0xFF);
    }

    @Test
    void call_withOtherCodes_isNoReplyOrFailed() {
        assertThat(answerTo(0)).isEqualTo(Outcome.NO_REPLY);
        assertThat(answerTo(2)).isInstanceOf(Outcome.Failed.class);
        assertThat(answerTo(-7)).isInstanceOf(Outcome.Failed.class);
        assertThat(answerTo(2).usable()).isTrue();
    }

    @Test
    void call_withReplyOutsideMemory_isTrapped() {
        Code wild = code().get(4).i32(-8).store(0).get(5).i32(16).store(0).i32(1);
        FunctionInstance guest = instance(new TestModule().body(GuestExport.CALL, wild));

        Outcome outcome = guest.call(SOURCE, new byte[0]);

        assertThat(((Outcome.Trapped) outcome).reason())
                .startsWith("handle_call: out of bounds memory access: 16 bytes");
    }

    @Test
    void call_withReplyAboveTheLimit_isFailed() {
        Code large = code().get(5).i32(5 << 20).store(0).i32(1);
        TestModule module = new TestModule().memory(96, 96).body(GuestExport.CALL, large);

        Outcome outcome = instance(module).call(SOURCE, new byte[0]);

        assertThat(((Outcome.Failed) outcome).reason()).contains("a reply of 5242880 bytes");
    }

    @Test
    void init_withPayloadAndState_followsTheSequence() {
        FunctionInstance guest = instance(tracing());

        assertThat(guest.init(Optional.of(bytes("abc")), Optional.of(bytes("st"))))
                .isEqualTo(Outcome.NO_REPLY);

        assertThat(trace())
                .containsExactly(
                        "alloc 3",
                        "alloc 2",
                        "init %d 3".formatted(COMPONENT),
                        "init %d 2".formatted(COMPONENT + 8),
                        "free %d 3".formatted(COMPONENT),
                        "free %d 2".formatted(COMPONENT + 8));
    }

    @Test
    void init_withNothingOrEmpty_allocatesOnlyForTheEmpty() {
        instance(tracing()).init(Optional.empty(), Optional.empty());
        instance(tracing()).init(Optional.of(new byte[0]), Optional.empty());

        assertThat(trace())
                .containsExactly(
                        "init 0 0",
                        "init 0 0",
                        "alloc 0",
                        "init %d 0".formatted(COMPONENT),
                        "init 0 0");
    }

    @Test
    void cast_followsTheSequence() {
        assertThat(instance(tracing()).cast(SOURCE, bytes("xyz"))).isEqualTo(Outcome.NO_REPLY);

        assertThat(trace())
                .containsExactly(
                        "clear",
                        "alloc 16",
                        "alloc 16",
                        "alloc 3",
                        "cast %d %d".formatted(NODE, COMPONENT),
                        "cast %d 3".formatted(PAYLOAD),
                        "free %d 16".formatted(COMPONENT),
                        "free %d 16".formatted(NODE),
                        "free %d 3".formatted(PAYLOAD));
    }

    @Test
    void call_followsTheSequence() {
        assertThat(instance(tracing()).call(SOURCE, new byte[0])).isEqualTo(Outcome.NO_REPLY);

        assertThat(trace())
                .containsExactly(
                        "clear",
                        "alloc 16",
                        "alloc 16",
                        "alloc 0",
                        "alloc 4",
                        "alloc 4",
                        "call %d %d".formatted(NODE, COMPONENT),
                        "call %d 0".formatted(PAYLOAD),
                        "call %d %d".formatted(PAYLOAD, PAYLOAD + 8),
                        "free %d 16".formatted(COMPONENT),
                        "free %d 16".formatted(NODE),
                        "free %d 4".formatted(PAYLOAD),
                        "free %d 4".formatted(PAYLOAD + 8));
    }

    @Test
    void stop_followsTheSequence() {
        assertThat(instance(tracing()).stop()).isEqualTo(Outcome.NO_REPLY);

        assertThat(trace()).containsExactly("clear", "stop");
    }

    @Test
    void cast_showsTheSourceToTheGuest() {
        Code sendBack = code().get(0).get(1).get(2).get(3).call(HostImport.CAST_RAW);
        instance(new TestModule().body(GuestExport.CAST, sendBack)).cast(SOURCE, bytes("p"));

        assertThat(host.asked)
                .containsExactly("castRaw %s %s p".formatted(SOURCE.node(), SOURCE.function()));
    }

    @ParameterizedTest
    @EnumSource
    void anyStep_thatTraps_isTrappedAndEndsTheInstance(GuestExport export) {
        FunctionInstance guest = instance(new TestModule().body(export, code().trap()));

        Outcome outcome =
                switch (export) {
                    case INIT -> guest.init(Optional.empty(), Optional.empty());
                    case STOP -> guest.stop();
                    case CALL -> guest.call(SOURCE, bytes("x"));
                    default -> guest.cast(SOURCE, bytes("x"));
                };

        assertThat(((Outcome.Trapped) outcome).reason()).contains("unreachable instruction");
        assertThat(guest.cast(SOURCE, bytes("x"))).isInstanceOf(Outcome.Trapped.class);
        guest.close();
        assertThat(guest.memoryBytes()).isZero();
    }

    @Test
    void cast_thatRecursesWithoutEnd_isTrapped() {
        TestModule module = new TestModule();
        int forever = module.function(":", code().call(HostImport.values().length + 7));
        module.body(GuestExport.CAST, code().call(forever));

        Outcome outcome = instance(module).cast(SOURCE, new byte[0]);

        assertThat(((Outcome.Trapped) outcome).reason()).contains("call stack exhausted");
    }

    @Test
    void cast_thatAllocatesNothing_isFailedAndGivesBack() {
        Code noRoomForThree =
                code().get(0)
                        .i32(3)
                        .op(0x46, 0x04, 0x7F)
                        .i32(0)
                        .op(0x05)
                        .i32(TestModule.HEAP)
                        .op(0x0B);
        FunctionInstance guest = instance(tracing().body(GuestExport.ALLOCATE, noRoomForThree));

        Outcome outcome = guest.cast(SOURCE, bytes("xyz"));

        assertThat(((Outcome.Failed) outcome).reason())
                .isEqualTo("handle_cast: the function has no memory left for 3 bytes");
        assertThat(trace())
                .containsExactly(
                        "clear",
                        "free %d 16".formatted(TestModule.HEAP),
                        "free %d 16".formatted(TestModule.HEAP));
        assertThat(guest.cast(SOURCE, bytes("wxyz"))).isEqualTo(Outcome.NO_REPLY);
    }

    @Test
    void allocator_thatReturnsAWildPointer_isTrapped() {
        FunctionInstance guest =
                instance(new TestModule().body(GuestExport.ALLOCATE, code().i32(-4)));

        assertThat(guest.cast(SOURCE, bytes("x"))).isInstanceOf(Outcome.Trapped.class);
    }

    @Test
    void startFunction_runsInInitOnce() {
        TestModule module = new TestModule();
        module.start(module.function(":", code().i32(SCRATCH).i32(0).call(HostImport.SYNC)));
        FunctionInstance guest = instance(module);
        assertThat(host.asked).isEmpty();

        guest.init(Optional.empty(), Optional.empty());
        guest.cast(SOURCE, new byte[0]);

        assertThat(host.asked).containsExactly("sync ");
    }

    @Test
    void startFunction_thatTraps_isTheOutcomeOfInit() {
        TestModule module = new TestModule();
        module.start(module.function(":", code().trap()));

        assertThat(instance(module).init(Optional.empty(), Optional.empty()))
                .isInstanceOf(Outcome.Trapped.class);
    }

    @Test
    void memory_growsToTheCapAndNoFurther() {
        Code grow = code().get(4).i32(SCRATCH).store(0).get(5).i32(8).store(0);
        grow.i32(SCRATCH).i32(255).op(0x40, 0).store(0);
        grow.i32(SCRATCH + 4).i32(1).op(0x40, 0).store(0).i32(1);
        FunctionInstance guest =
                instance(new TestModule().memory(1, -1).body(GuestExport.CALL, grow));

        ByteBuffer grown =
                ByteBuffer.wrap(((Outcome.Reply) guest.call(SOURCE, bytes(""))).payload());

        assertThat(grown.order(ByteOrder.LITTLE_ENDIAN).getInt()).isEqualTo(1);
        assertThat(grown.getInt()).isEqualTo(-1);
    }

    private Outcome answerTo(int code) {
        return instance(new TestModule().body(GuestExport.CALL, code().i32(code)))
                .call(SOURCE, new byte[0]);
    }

    private FunctionInstance instance(TestModule module) {
        return Guests.instance(runtime, module, host);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    /// Answers with the payload.
    private static Code echo() {
        return code().get(4).get(2).store(0).get(5).get(3).store(0).i32(1);
    }

    /// A guest whose exports tell the host, as a delayed cast of their number, with what they were
    /// called.
    private static TestModule tracing() {
        TestModule module = new TestModule();
        int tell =
                module.function(
                        "lii:",
                        code().i32(SCRATCH)
                                .get(1)
                                .store(0)
                                .i32(SCRATCH)
                                .get(2)
                                .store(4)
                                .get(0)
                                .i32s(SCRATCH, 0, SCRATCH, 8)
                                .call(HostImport.DELAYED_CAST));
        Code allocate = code().i64(1).get(0).i32(0).call(tell);
        allocate.global(0).global(0).get(0).add().i32(7).add().i32(-8).op(0x71).setGlobal(0);
        module.body(GuestExport.ALLOCATE, allocate);
        module.body(GuestExport.FREE, code().i64(2).get(0).get(1).call(tell));
        module.body(GuestExport.CLEAR, code().i64(3).i32s(0, 0).call(tell));
        module.body(GuestExport.INIT, pairs(tell, 4, 2));
        module.body(GuestExport.CAST, pairs(tell, 5, 2));
        module.body(GuestExport.CALL, pairs(tell, 6, 3).i32(0));
        return module.body(GuestExport.STOP, code().i64(7).i32s(0, 0).call(tell));
    }

    private static Code pairs(int tell, int number, int pairs) {
        Code code = code();
        for (int i = 0; i < pairs; i++) {
            code.i64(number).get(2 * i).get(2 * i + 1).call(tell);
        }
        return code;
    }

    private List<String> trace() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < host.asked.size(); i++) {
            ByteBuffer values =
                    ByteBuffer.wrap(host.payloads.get(i)).order(ByteOrder.LITTLE_ENDIAN);
            int first = values.getInt();
            int second = values.getInt();
            lines.add(
                    switch (Integer.parseInt(host.asked.get(i).split(" ", -1)[1])) {
                        case 1 -> "alloc " + first;
                        case 2 -> "free %d %d".formatted(first, second);
                        case 3 -> "clear";
                        case 4 -> "init %d %d".formatted(first, second);
                        case 5 -> "cast %d %d".formatted(first, second);
                        case 6 -> "call %d %d".formatted(first, second);
                        default -> "stop";
                    });
        }
        return lines;
    }
}
