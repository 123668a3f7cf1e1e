package io.edgeless.runtime.wasm.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.runtime.wasm.Guests;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What holds for every built module in the repository.
class CommittedModulesTest {

    private static final String EACH =
            "io.edgeless.runtime.wasm.ExampleFunctionsTest#function_inEachWay_doesTheSame";

    private static final int STACK_BYTES = 64 << 10;
    private static final int HEADER_BYTES = 8;

    private static final int CUSTOM = 0;
    private static final int GLOBALS = 6;
    private static final int DATA = 11;
    private static final int I32 = 0x7F;
    private static final int MUTABLE = 1;
    private static final int I32_CONSTANT = 0x41;
    private static final int END = 0x0B;
    private static final int ACTIVE_SEGMENT = 0;

    @ParameterizedTest
    @MethodSource(EACH)
    void module_passesTheGate(String name) throws IOException {
        assertThat(WasmGate.check(Guests.function(name)))
                .isInstanceOf(WasmGate.Verdict.Passed.class);
    }

    @ParameterizedTest
    @MethodSource(EACH)
    void module_isStripped(String name) throws IOException {
        assertThat(sections(Guests.function(name)))
                .as("names, producers")
                .doesNotContainKey(CUSTOM);
    }

    @ParameterizedTest
    @MethodSource(EACH)
    void module_hasItsSourceBesideIt(String name) {
        Path built = Path.of(System.getProperty("edgeless.home", "../.."), "functions", name);

        assertThat(List.of(Path.of(built + ".c"), built.resolveSibling("src/lib.rs")))
                .anyMatch(Files::isRegularFile);
    }

    /// It grows from there down to 0: a guest that uses it up traps at the end of its memory,
    /// instead of writing over its data, which lies above.
    @ParameterizedTest
    @MethodSource(EACH)
    void stack_has64KiBBelowTheData(String name) throws IOException {
        Map<Integer, ModuleReader> sections = sections(Guests.function(name));
        ModuleReader globals = Optional.ofNullable(sections.get(GLOBALS)).orElseThrow();

        assertThat(globals.readU32()).as("globals").isPositive();
        assertThat(globals.readByte()).isEqualTo(I32);
        assertThat(globals.readByte()).isEqualTo(MUTABLE);
        assertThat(constant(globals)).as("stack pointer").isEqualTo(STACK_BYTES);
        Optional.ofNullable(sections.get(DATA)).ifPresent(CommittedModulesTest::assertIsAbove);
    }

    private static void assertIsAbove(ModuleReader data) {
        for (int left = data.readU32(); left > 0; left--) {
            assertThat(data.readU32()).as("kind of segment").isEqualTo(ACTIVE_SEGMENT);
            assertThat(constant(data)).isGreaterThanOrEqualTo(STACK_BYTES);
            data.skip(data.readU32(), "data");
        }
    }

    private static long constant(ModuleReader reader) {
        assertThat(reader.readByte()).isEqualTo(I32_CONSTANT);
        long value = reader.readS33();
        assertThat(reader.readByte()).isEqualTo(END);
        return value;
    }

    private static Map<Integer, ModuleReader> sections(byte[] module) {
        Map<Integer, ModuleReader> sections = new TreeMap<>();
        ModuleReader reader = new ModuleReader(module, HEADER_BYTES, module.length);
        while (!reader.atEnd()) {
            int id = reader.readByte();
            sections.put(id, reader.part(reader.readU32(), "section"));
        }
        return sections;
    }
}
