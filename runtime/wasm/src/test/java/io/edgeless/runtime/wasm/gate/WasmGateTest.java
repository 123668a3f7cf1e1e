package io.edgeless.runtime.wasm.gate;

import static io.edgeless.runtime.wasm.Code.code;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import io.edgeless.runtime.wasm.Guests;
import io.edgeless.runtime.wasm.Mutants;
import io.edgeless.runtime.wasm.TestModule;
import io.edgeless.runtime.wasm.abi.GuestExport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

class WasmGateTest {

    private static final String HEADER = "0061736d01000000";

    /// What the gate may allocate for any module, beside a few times its length.
    private static final long ALLOCATED_MAX = 1 << 20;

    @Test
    void moduleOfTheSdk_passesAndLosesItsCustomSections() throws IOException {
        byte[] module = Guests.function("http_processor/http_processor");
        byte[] custom = {0, 5, 4, 'n', 'a', 'm', 'e'};
        byte[] withCustom = Arrays.copyOf(module, module.length + custom.length);
        System.arraycopy(custom, 0, withCustom, module.length, custom.length);

        assertThat(passed(module).lean()).isEqualTo(module);
        assertThat(passed(withCustom).lean()).isEqualTo(module);
    }

    @Test
    void everyPrefix_isRefusedWithItsPlace() throws IOException {
        byte[] module = Guests.function("ping/ping");
        for (int length = 0; length < module.length; length++) {
            assertThat(reason(Arrays.copyOf(module, length)))
                    .as("the first %d bytes", length)
                    .matches("(?s).+ \\(at byte \\d+\\)");
        }
        passed(module);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void mutants_areAnsweredWithinBounds(long seed) throws IOException {
        Random random = new Random(seed);
        byte[] module = Guests.function("ping/ping");
        for (int i = 0; i < 500; i++) {
            byte[] mutant = Mutants.of(module, random);
            long before = allocated();
            WasmGate.Verdict verdict = WasmGate.check(mutant);
            assertThat(allocated() - before)
                    .as("mutant %d of seed %d: %s", i, seed, verdict)
                    .isLessThan(ALLOCATED_MAX + 16L * mutant.length);
        }
    }

    @ParameterizedTest
    @MethodSource
    void bombs_areRefusedBeforeAnythingIsAllocated(String what, byte[] bomb) {
        long before = allocated();
        String reason = reason(bomb);
        long after = allocated();

        assertThat(reason).as(what).isNotBlank();
        assertThat(after - before).as(what).isLessThan(ALLOCATED_MAX + 4L * bomb.length);
    }

    static List<Arguments> bombs_areRefusedBeforeAnythingIsAllocated() {
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        for (int i = 0; i < 50_000; i++) {
            blocks.write(0x02);
            blocks.write(0x40);
        }
        return List.of(
                Arguments.of("parameters", bytes("0107 01 60 8080f475")),
                Arguments.of("types", bytes("0105 ffffffff0f")),
                Arguments.of("name", bytes("0006 ffffffff07 00")),
                Arguments.of("custom", bytes("0080808008")),
                Arguments.of("data", bytes("0503 010001 0b0a 01 00 4100 0b ffffffff07")),
                Arguments.of("locals", new TestModule().section(10, huge()).build()),
                Arguments.of("memory", bytes("0507 0100 ffffffff0f")),
                Arguments.of("table", bytes("0409 0170 00 ffffffff0f")),
                Arguments.of("branches", bytes("0a0a 01 08 00 0e ffffffff0f")),
                Arguments.of(
                        "nesting",
                        new TestModule()
                                .body(GuestExport.CAST, code().op(ints(blocks.toByteArray())))
                                .build()));
    }

    @ParameterizedTest
    @EnumSource
    void missingExport_isNamed(GuestExport export) {
        assertThat(reason(new TestModule().without(export.symbol).build()))
                .startsWith("export %s is missing".formatted(export.symbol));
    }

    @Test
    void missingMemory_isNamed() {
        assertThat(reason(new TestModule().without(GuestExport.MEMORY).build()))
                .startsWith("export memory is missing");
    }

    @Test
    void exportOfAnotherType_isNamed() {
        TestModule module = new TestModule();
        int other = module.function("i:", code());
        module.without(GuestExport.STOP.symbol).export(GuestExport.STOP.symbol, other);

        assertThat(reason(module.build()))
                .startsWith("export handle_stop_asm must be a function () -> ()");
    }

    @Test
    void unknownImport_isNamed() {
        assertThat(reason(imports("env", "cast_asm2", 0)))
                .startsWith("import of env.cast_asm2, which the host does not have");
        assertThat(reason(imports("wasi_snapshot_preview1", "fd_write", 0)))
                .startsWith("import of wasi_snapshot_preview1.fd_write");
        assertThat(reason(imports("env", "memory", 2))).startsWith("import of env.memory");
        assertThat(reason(imports("env", "sync_asm", 0)))
                .startsWith("import sync_asm must be (i32, i32) -> ()");
    }

    @ParameterizedTest
    @MethodSource
    void unsupportedInstruction_isNamed(int opcode, String feature) {
        assertThat(reason(new TestModule().body(GuestExport.CAST, code().op(opcode)).build()))
                .contains("unsupported instruction")
                .contains(feature);
    }

    static List<Arguments> unsupportedInstruction_isNamed() {
        return List.of(
                Arguments.of(0xFD, "SIMD"),
                Arguments.of(0xFE, "threads and atomics"),
                Arguments.of(0x06, "exceptions"),
                Arguments.of(0x12, "tail calls"),
                Arguments.of(0xFB, "garbage-collected"),
                Arguments.of(0xFF, "unknown"));
    }

    @Test
    void module_aboveTheSize_isRefusedUnread() {
        assertThat(reason(new byte[GateLimits.MODULE_BYTES_MAX + 1])).contains("strip it");
    }

    @Test
    void functionBody_aboveTheSize_isRefused() {
        int[] nops = new int[GateLimits.BODY_BYTES_MAX];
        Arrays.fill(nops, 1);

        assertThat(reason(new TestModule().body(GuestExport.CAST, code().op(nops)).build()))
                .contains("at most %d are allowed".formatted(GateLimits.BODY_BYTES_MAX));
    }

    private static byte[] imports(String module, String name, int kind) {
        ByteArrayOutputStream section = new ByteArrayOutputStream();
        section.write(1);
        section.writeBytes(TestModule.name(module));
        section.writeBytes(TestModule.name(name));
        section.write(kind);
        section.writeBytes(new byte[] {0, 0});
        return new TestModule().section(2, section.toByteArray()).build();
    }

    /// A code section whose first function has four billion locals.
    private static byte[] huge() {
        return HexFormat.of().parseHex("07" + "0801ffffffff0f7f0b".repeat(7));
    }

    private static byte[] bytes(String sections) {
        return HexFormat.of().parseHex(HEADER + sections.replace(" ", ""));
    }

    private static int[] ints(byte[] bytes) {
        int[] ints = new int[bytes.length];
        Arrays.setAll(ints, i -> bytes[i]);
        return ints;
    }

    private static ModuleShape passed(byte[] module) {
        assertThat(WasmGate.check(module)).isInstanceOf(WasmGate.Verdict.Passed.class);
        return ((WasmGate.Verdict.Passed) WasmGate.check(module)).shape();
    }

    private static String reason(byte[] module) {
        assertThat(WasmGate.check(module)).isInstanceOf(WasmGate.Verdict.Refused.class);
        return ((WasmGate.Verdict.Refused) WasmGate.check(module)).reason();
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
