package io.edgeless.runtime.wasm.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.runtime.wasm.memory.MemoryKind;
import io.edgeless.world.SettingsReader;

import org.junit.jupiter.api.Test;

import java.util.Map;

class WasmSettingsTest {

    @Test
    void emptyTable_hasTheDefaults() {
        SettingsReader reader = reader(Map.of());

        assertThat(WasmSettings.read(reader))
                .isEqualTo(new WasmSettings(true, Tier.COMPILED, MemoryKind.COPY_ON_WRITE, true));
        assertThat(reader.problems()).isEmpty();
    }

    @Test
    void everyKey_isRead() {
        SettingsReader reader =
                reader(
                        Map.of(
                                "enabled",
                                false,
                                "tier",
                                "interpreter",
                                "memory",
                                "flat",
                                "repair_replies",
                                false));

        assertThat(WasmSettings.read(reader))
                .isEqualTo(new WasmSettings(false, Tier.INTERPRETER, MemoryKind.FLAT, false));
        assertThat(reader.problems()).isEmpty();
        assertThat(reader.warnings()).isEmpty();
    }

    @Test
    void unknownChoice_isAProblemWithTheChoices() {
        SettingsReader reader = reader(Map.of("tier", "fast", "memory", "cow"));

        WasmSettings.read(reader);

        assertThat(reader.problems())
                .containsExactly(
                        "node.toml: tier must be one of compiled, interpreter, but is fast",
                        "node.toml: memory must be one of copy_on_write, flat, but is cow");
    }

    private static SettingsReader reader(Map<String, Object> table) {
        return SettingsReader.of(table, "node.toml");
    }
}
