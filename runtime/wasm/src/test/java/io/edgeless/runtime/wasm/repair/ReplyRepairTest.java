package io.edgeless.runtime.wasm.repair;

import static io.edgeless.runtime.wasm.Code.code;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.edgeless.runtime.wasm.gate.ModuleShape;
import io.edgeless.runtime.wasm.gate.WasmGate;
import io.edgeless.runtime.wasm.load.Tier;
import io.edgeless.runtime.wasm.load.WasmSettings;
import io.edgeless.runtime.wasm.memory.MemoryKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

class ReplyRepairTest {

    private static final String REPLY = "test_reply_0123456789";
    private static final int HELLO = 200;
    private static final int FREER = HostImport.values().length + GuestExport.values().length;

    private final ScriptedHost host = new ScriptedHost();

    @ParameterizedTest
    @EnumSource
    void functionOfTheOldSdk_withRepair_answersRight(Tier tier) throws IOException {
        assertThat(answers(v12(), tier, true)).containsOnly(REPLY);
    }

    @ParameterizedTest
    @EnumSource
    void functionOfTheOldSdk_withoutRepair_answersGarbage(Tier tier) throws IOException {
        assertThat(answers(v12(), tier, false)).doesNotContain(REPLY);
    }

    @Test
    void heldBlock_isFreedAfterTheReplyWasRead() {
        FunctionInstance guest = instance(freeing().build(), Tier.COMPILED, true);

        assertThat(text(guest.call(ScriptedHost.SELF, new byte[0]))).isEqualTo("hello");
        assertThat(text(guest.call(ScriptedHost.SELF, new byte[0]))).isEqualTo("hello");

        assertThat(host.asked).isEqualTo(List.of("sync freed", "sync freed"));
    }

    @Test
    void free_outsideOfCalls_isNotHeldBack() {
        FunctionInstance guest = instance(freeing().build(), Tier.COMPILED, true);

        guest.cast(ScriptedHost.SELF, new byte[0]);

        assertThat(host.asked).containsExactly("sync freed");
    }

    @Test
    void pattern_isRecognisedExactly() {
        assertThat(recognised(freeing())).isTrue();
        assertThat(recognised(freeing().body(GuestExport.FREE, code().get(1).get(0).call(FREER))))
                .as("arguments exchanged")
                .isFalse();
        assertThat(recognised(freeing().body(GuestExport.FREE, free().op(0x01)))).isFalse();
        assertThat(recognised(freeing().body(GuestExport.CALL, code().i32(0))))
                .as("no reply is freed")
                .isFalse();
        assertThat(
                        recognised(
                                freeing()
                                        .body(
                                                GuestExport.CALL,
                                                code().i32s(1, 1)
                                                        .call(FREER)
                                                        .i32s(1, 1)
                                                        .call(FREER)
                                                        .i32(0))))
                .as("freed twice")
                .isFalse();
        assertThat(recognised(new TestModule())).isFalse();
    }

    @Test
    void module_withoutThePattern_staysAsItIs() {
        ModuleShape shape = shape(new TestModule().build());

        assertThat(ReplyRepair.apply(shape)).isSameAs(shape);
    }

    @Test
    void repairedModule_passesTheGate() throws IOException {
        ModuleShape repaired = ReplyRepair.apply(shape(v12()));

        assertThat(repaired.heldBlock()).isPresent();
        assertThat(shape(repaired.lean()).exports()).isEqualTo(repaired.exports());
    }

    private static boolean recognised(TestModule module) {
        return shape(module.build()).replyFreer().isPresent();
    }

    private static ModuleShape shape(byte[] module) {
        return ((WasmGate.Verdict.Passed) WasmGate.check(module)).shape();
    }

    /// Its freeing function tells the host and spoils the block; calls are answered with a block
    /// that was freed, and the block of what a cast handed over is freed too.
    private static TestModule freeing() {
        TestModule module = new TestModule().data(HELLO, "hellofreed");
        module.exactLocals(GuestExport.FREE);
        module.body(GuestExport.FREE, free());
        Code isOurs = code().get(0).i32(HELLO).op(0x46, 0x04, 0x40);
        module.function("ii:", isOurs.i32s(HELLO + 5, 5).call(HostImport.SYNC).op(0x0B));
        Code call = code().get(4).i32(HELLO).store(0).get(5).i32(5).store(0);
        module.body(GuestExport.CALL, call.i32s(HELLO, 5).call(FREER).i32(1));
        return module.body(GuestExport.CAST, code().i32s(HELLO, 5).call(FREER));
    }

    private static Code free() {
        return code().get(0).get(1).call(FREER);
    }

    private String[] answers(byte[] module, Tier tier, boolean repair) {
        FunctionInstance guest = instance(module, tier, repair);
        String[] answers = new String[5];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = text(guest.call(ScriptedHost.SELF, new byte[3 * i]));
        }
        return answers;
    }

    private FunctionInstance instance(byte[] module, Tier tier, boolean repair) {
        FunctionRuntime runtime =
                Guests.runtime(new WasmSettings(true, tier, MemoryKind.COPY_ON_WRITE, repair));
        FunctionInstance guest =
                Guests.instance(Guests.prepared(runtime, module, Limits.DEFAULT), host);
        runtime.close();
        guest.init(Optional.empty(), Optional.empty());
        return guest;
    }

    private static String text(Outcome outcome) {
        return new String(((Outcome.Reply) outcome).payload(), StandardCharsets.ISO_8859_1);
    }

    private static byte[] v12() throws IOException {
        return Guests.function("test/v12_reply/v12_reply");
    }
}
