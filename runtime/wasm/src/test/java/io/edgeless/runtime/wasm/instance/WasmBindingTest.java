package io.edgeless.runtime.wasm.instance;

import static io.edgeless.runtime.wasm.Code.code;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.InstanceId;
import io.edgeless.component.CallResult;
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
import io.edgeless.runtime.wasm.load.WasmSettings;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

@ParameterizedClass
@MethodSource("io.edgeless.runtime.wasm.Guests#ways")
class WasmBindingTest {

    private static final InstanceId SOURCE = ScriptedHost.SELF;
    private static final int TEXT = 100;
    private static final int IDS = 200;
    private static final int BINARY = 300;
    private static final int OUT = 1000;
    private static final int PAGE = 65536;

    private final FunctionRuntime runtime;
    private final ScriptedHost host = new ScriptedHost();

    WasmBindingTest(WasmSettings settings) {
        runtime = Guests.runtime(settings);
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void cast_withBinaryPayload_reachesTheHost() {
        run(code().i32s(TEXT, 5, BINARY, 3).call(HostImport.CAST));

        assertThat(host.asked).containsExactly("cast alias \u00ff\u0000\u0080");
    }

    @Test
    void castRaw_readsBothIds() {
        run(code().i32s(IDS, IDS + 16, BINARY, 0).call(HostImport.CAST_RAW));

        assertThat(host.asked)
                .containsExactly("castRaw %s %s ".formatted(SOURCE.node(), SOURCE.function()));
    }

    @Test
    void delayedCast_upToADay_reachesTheHost() {
        run(delayedCast(86_400_000));
        run(delayedCast(86_400_001));
        run(delayedCast(-1));

        assertThat(host.asked)
                .containsExactly(
                        "delayedCast 86400000 alias ",
                        "log WARN edgeless delayed cast to alias dropped: 86400001 ms is more than"
                                + " 24 hours",
                        "log WARN edgeless delayed cast to alias dropped: 18446744073709551615 ms"
                                + " is more than 24 hours");
    }

    @Test
    void self_writesBothIds() {
        Code tell = code().i32s(OUT, OUT + 16).call(HostImport.SELF);
        run(tell.i32s(TEXT, 0, OUT, 32).call(HostImport.CAST));

        ByteBuffer ids = ByteBuffer.wrap(host.payloads.getFirst());
        assertThat(ids.getLong()).isEqualTo(SOURCE.node().value().getMostSignificantBits());
        assertThat(ids.getLong()).isEqualTo(SOURCE.node().value().getLeastSignificantBits());
        assertThat(ids.getLong()).isEqualTo(SOURCE.function().value().getMostSignificantBits());
        assertThat(ids.getLong()).isEqualTo(SOURCE.function().value().getLeastSignificantBits());
    }

    @Test
    void log_mapsLevels() {
        for (int level : new int[] {1, 2, 3, 4, 5, 9}) {
            run(code().i32s(level, TEXT, 5, TEXT, 5).call(HostImport.LOG));
        }

        assertThat(host.asked)
                .containsExactly(
                        "log ERROR alias alias",
                        "log WARN alias alias",
                        "log INFO alias alias",
                        "log DEBUG alias alias",
                        "log TRACE alias alias",
                        "log WARN edgeless log level 9 is unknown, taken as error",
                        "log ERROR alias alias");
    }

    @Test
    void log_longerThanTheLimit_isCutWithinNoCharacter() {
        byte[] text = "\u20ac".repeat(2000).getBytes(StandardCharsets.UTF_8);
        TestModule module = new TestModule().data(20_000, text);
        module.body(
                GuestExport.CAST,
                code().i32s(3, TEXT, 0, 20_000, text.length).call(HostImport.LOG));

        assertThat(Guests.instance(runtime, module, host).cast(SOURCE, new byte[0]))
                .isEqualTo(Outcome.NO_REPLY);

        String logged = host.asked.getFirst().substring("log INFO  ".length());
        assertThat(logged).matches("\u20ac+");
        assertThat(logged.getBytes(StandardCharsets.UTF_8).length).isBetween(4097, 4100);
    }

    @Test
    void sync_handsOverTheState() {
        run(code().i32s(BINARY, 3).call(HostImport.SYNC));

        assertThat(host.asked).containsExactly("sync \u00ff\u0000\u0080");
    }

    @Test
    void limits_ofPayloadAndState_areKept() {
        Code code = code().i32s(TEXT, 5, 0, 101).call(HostImport.CAST);
        code.i32s(0, 51).call(HostImport.SYNC);
        code.i32s(OUT, TEXT, 5, 0, 101, OUT, OUT + 4).call(HostImport.CALL).store(0);
        code.i32s(TEXT, 5, OUT, 4).call(HostImport.CAST);

        assertThat(run(code, limits(100, 50))).isEqualTo(Outcome.NO_REPLY);

        assertThat(host.payloads.getFirst()).as("one byte more than allowed").hasSize(101);
        assertThat(host.asked.subList(1, 4))
                .containsExactly(
                        "log WARN edgeless state not saved: 51 bytes are more than the 50 allowed",
                        "log WARN edgeless call refused: payload larger than 100 bytes",
                        "cast alias \u0002\u0000\u0000\u0000");
    }

    @Test
    void cast_ofAGiantPayload_isCopiedOnlyInPart() {
        TestModule module = new TestModule().memory(20, 20);
        module.body(GuestExport.CAST, code().i32s(TEXT, 0, 0, 20 * PAGE).call(HostImport.CAST));

        run(module, limits(1000, 1000));

        assertThat(host.payloads.getFirst()).hasSize(1001);
    }

    @ParameterizedTest
    @MethodSource
    void call_answered_writesCodeAndReply(CallResult answer, int code, String reply) {
        host.answer = () -> answer;
        Code body = code().i32s(OUT, TEXT, 5, BINARY, 3, OUT + 4, OUT + 8).call(HostImport.CALL);
        body.store(0).i32s(TEXT, 0, OUT, 12).call(HostImport.CAST);
        body.i32s(TEXT, 0).i32(OUT + 4).load(0).i32(OUT + 8).load(0).call(HostImport.CAST);

        run(body);

        assertThat(host.asked.getFirst()).isEqualTo("call alias \u00ff\u0000\u0080");
        ByteBuffer out =
                ByteBuffer.wrap(host.payloads.get(1)).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        assertThat(out.getInt()).isEqualTo(code);
        assertThat(host.asked.get(2)).isEqualTo("cast  " + reply);
    }

    static Stream<Arguments> call_answered_writesCodeAndReply() {
        return Stream.of(
                Arguments.of(CallResult.NO_REPLY, 0, ""),
                Arguments.of(
                        new CallResult.Reply("yes".getBytes(StandardCharsets.UTF_8)), 1, "yes"),
                Arguments.of(new CallResult.Reply(new byte[0]), 1, ""),
                Arguments.of(
                        new CallResult.Failed(CallResult.Failure.UNKNOWN_CHANNEL, "none"), 2, ""));
    }

    @Test
    void callRaw_writesExactlyTwoWords() {
        host.answer = () -> new CallResult.Reply(new byte[] {7});
        Code body = code().i32(OUT).i32(-1).store(0).i32(OUT).i32(-1).store(12);
        body.i32s(IDS, IDS + 16, BINARY, 0, OUT + 4, OUT + 8).call(HostImport.CALL_RAW).drop();
        body.i32s(TEXT, 0, OUT, 16).call(HostImport.CAST);

        run(body);

        ByteBuffer out =
                ByteBuffer.wrap(host.payloads.get(1)).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        assertThat(out.getInt(0)).isEqualTo(-1);
        assertThat(out.getInt(4)).isGreaterThanOrEqualTo(TestModule.HEAP);
        assertThat(out.getInt(8)).isEqualTo(1);
        assertThat(out.getInt(12)).isEqualTo(-1);
    }

    @Test
    void call_withoutRoomForTheReply_isAnError() {
        host.answer = () -> new CallResult.Reply(new byte[7]);
        Code body = code().i32s(OUT, TEXT, 5, BINARY, 0, OUT + 4, OUT + 8).call(HostImport.CALL);
        body.store(0).i32s(TEXT, 0, OUT, 4).call(HostImport.CAST);
        Code none = code().get(0).i32(7).op(0x47).i32(TestModule.HEAP).op(0x6C);
        TestModule module = guest(body).body(GuestExport.ALLOCATE, none);

        assertThat(run(module, Limits.DEFAULT)).isEqualTo(Outcome.NO_REPLY);

        assertThat(host.asked)
                .containsExactly(
                        "call alias ",
                        "log WARN edgeless no memory left for a reply of 7 bytes",
                        "cast  \u0002\u0000\u0000\u0000");
    }

    @ParameterizedTest
    @MethodSource("badPointers")
    void anyImport_withABadPointer_trapsWithoutEffect(String what, Code body) {
        Outcome outcome = run(body);

        assertThat(outcome).as(what).isInstanceOf(Outcome.Trapped.class);
        assertThat(((Outcome.Trapped) outcome).reason()).contains("out of bounds memory access");
        assertThat(host.asked).isEmpty();
    }

    static List<Arguments> badPointers() {
        int[][] wrong = {{PAGE, 1}, {-1, 1}, {0, -1}, {PAGE - 3, 4}, {Integer.MIN_VALUE, 0}};
        List<Arguments> cases = new ArrayList<>();
        for (int[] bad : wrong) {
            int at = bad[0];
            int size = bad[1];
            String text = at + "+" + size;
            cases.add(Arguments.of("alias " + text, castTo(at, size, BINARY, 0)));
            cases.add(Arguments.of("payload " + text, castTo(TEXT, 5, at, size)));
            cases.add(Arguments.of("state " + text, code().i32s(at, size).call(HostImport.SYNC)));
            cases.add(Arguments.of("message " + text, log(TEXT, 5, at, size)));
            cases.add(Arguments.of("target " + text, log(at, size, TEXT, 5)));
        }
        for (int at : new int[] {PAGE - 3, PAGE, -1, -4, Integer.MIN_VALUE}) {
            cases.add(Arguments.of("out " + at, call(at, OUT)));
            cases.add(Arguments.of("out length " + at, call(OUT, at)));
            cases.add(Arguments.of("node " + at, castRaw(at, IDS)));
            cases.add(Arguments.of("component " + at, castRaw(IDS, at)));
            cases.add(Arguments.of("self node " + at, code().i32s(at, OUT).call(HostImport.SELF)));
            cases.add(Arguments.of("self " + at, code().i32s(OUT, at).call(HostImport.SELF)));
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("badTexts")
    void anyText_thatIsNotUtf8_traps(String what, Code body) {
        Outcome outcome = run(body);

        assertThat(((Outcome.Trapped) outcome).reason())
                .as(what)
                .isEqualTo("handle_cast: string error: the %s is not UTF-8".formatted(what));
        assertThat(host.asked).isEmpty();
    }

    static List<Arguments> badTexts() {
        return List.of(
                Arguments.of("alias", castTo(BINARY, 3, TEXT, 5)),
                Arguments.of("log target", log(BINARY, 3, TEXT, 5)),
                Arguments.of("log message", log(TEXT, 5, BINARY, 3)));
    }

    @Test
    void alias_withReplacementCharacter_isText() {
        TestModule module = new TestModule().data(TEXT, "a\uFFFD");
        module.body(GuestExport.CAST, castTo(TEXT, 4, BINARY, 0));

        run(module, Limits.DEFAULT);

        assertThat(host.asked).containsExactly("cast a\uFFFD ");
    }

    @Test
    void host_thatThrows_isTheGuestsTrapOnly() {
        host.answer =
                () -> {
                    throw new IllegalStateException("broken");
                };

        Outcome outcome = run(call(OUT, OUT + 4));

        assertThat(((Outcome.Trapped) outcome).reason())
                .isEqualTo(
                        "handle_cast: failure of the runtime: java.lang.IllegalStateException:"
                                + " broken");
    }

    private static Code castTo(int alias, int aliasSize, int payload, int payloadSize) {
        return code().i32s(alias, aliasSize, payload, payloadSize).call(HostImport.CAST);
    }

    private static Code castRaw(int node, int component) {
        return code().i32s(node, component, BINARY, 0).call(HostImport.CAST_RAW);
    }

    private static Code call(int out, int outLength) {
        return code().i32s(TEXT, 5, BINARY, 0, out, outLength).call(HostImport.CALL).drop();
    }

    private static Code log(int target, int targetSize, int message, int messageSize) {
        return code().i32s(3, target, targetSize, message, messageSize).call(HostImport.LOG);
    }

    private static Code delayedCast(long millis) {
        return code().i64(millis).i32s(TEXT, 5, BINARY, 0).call(HostImport.DELAYED_CAST);
    }

    private static Limits limits(int payloadBytes, int stateBytes) {
        Limits base = Limits.DEFAULT;
        return new Limits(
                base.memoryPagesMax(),
                payloadBytes,
                stateBytes,
                base.mailboxEventsMax(),
                base.mailboxBytesMax(),
                base.cpuBudget(),
                base.wallBudget(),
                base.pendingCallsMax(),
                base.timersMax(),
                base.logLinesPerSecond(),
                base.logLineBytesMax());
    }

    private static TestModule guest(Code castBody) {
        ByteBuffer ids = ByteBuffer.allocate(32);
        ids.putLong(SOURCE.node().value().getMostSignificantBits());
        ids.putLong(SOURCE.node().value().getLeastSignificantBits());
        ids.putLong(SOURCE.function().value().getMostSignificantBits());
        ids.putLong(SOURCE.function().value().getLeastSignificantBits());
        return new TestModule()
                .data(TEXT, "alias")
                .data(IDS, ids.array())
                .data(BINARY, new byte[] {(byte) 0xFF, 0, (byte) 0x80})
                .body(GuestExport.CAST, castBody);
    }

    private Outcome run(Code castBody) {
        return run(castBody, Limits.DEFAULT);
    }

    private Outcome run(Code castBody, Limits limits) {
        return run(guest(castBody), limits);
    }

    private Outcome run(TestModule module, Limits limits) {
        FunctionInstance guest =
                Guests.instance(Guests.prepared(runtime, module.build(), limits), host);
        return guest.cast(SOURCE, new byte[0]);
    }
}
