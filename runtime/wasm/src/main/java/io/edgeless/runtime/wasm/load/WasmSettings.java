package io.edgeless.runtime.wasm.load;

import io.edgeless.runtime.wasm.memory.MemoryKind;
import io.edgeless.world.SettingsReader;

import java.util.Locale;

/// The table `wasm_runtime` of node.toml.
///
/// @param enabled whether the node runs WebAssembly functions at all
/// @param tier how they are executed
/// @param memory the memory instances begin with
/// @param repairReplies whether functions built for v1.2 that free their replies too early are
///   repaired
public record WasmSettings(boolean enabled, Tier tier, MemoryKind memory, boolean repairReplies) {

    public static final WasmSettings DEFAULT =
            new WasmSettings(true, Tier.COMPILED, MemoryKind.COPY_ON_WRITE, true);

    public static WasmSettings read(SettingsReader reader) {
        return new WasmSettings(
                reader.flag("enabled", DEFAULT.enabled),
                choice(reader, "tier", DEFAULT.tier),
                choice(reader, "memory", DEFAULT.memory),
                reader.flag("repair_replies", DEFAULT.repairReplies));
    }

    /// One of the constants of an enum, in lower case; a problem and the default otherwise.
    private static <E extends Enum<E>> E choice(SettingsReader reader, String key, E normal) {
        String text = reader.string(key, normal.name().toLowerCase(Locale.ROOT));
        for (E constant : normal.getDeclaringClass().getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        String known =
                String.join(
                        ", ",
                        java.util.Arrays.stream(normal.getDeclaringClass().getEnumConstants())
                                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                .toList());
        reader.problem(key, "must be one of %s, but is %s".formatted(known, text));
        return normal;
    }
}
