package io.edgeless.process.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.fuzzing.Allocation;
import io.edgeless.fuzzing.FuzzTarget;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.simulated.MemoryDisk;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A configuration file with any content: settings that can be asked for in every way, or one
/// message.
final class TomlFuzz implements FuzzTarget {

    private static final Path FILE = Path.of("node.toml");
    private static final List<String> KEYS = List.of("a", "b", "c", "general", "labels", "");

    private static final long ALLOCATED_MAX = 64 << 20;

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        var disk = new MemoryDisk();
        disk.replace(FILE, input);
        switch (Allocation.within(ALLOCATED_MAX, () -> TomlFile.read(disk, FILE))) {
            case TomlFile.Result.Broken(String message) ->
                    assertThat(message).contains("node.toml");
            case TomlFile.Result.Parsed(SettingsReader settings) -> ask(settings, 0);
        }
    }

    private static void ask(SettingsReader settings, int depth) {
        for (String key : KEYS) {
            assertThat(settings.string(key, "")).isNotNull();
            assertThat(settings.optionalString(key)).isNotNull();
            assertThat(settings.integer(key, 5, 0, 9)).isBetween(0L, 9L);
            double number = settings.number(key, 7);
            boolean flag = settings.flag(key, true);
            assertThat(settings.has(key) || (number == 7 && flag)).isTrue();
            assertThat(settings.seconds(key, Duration.ofSeconds(5), 0, 9))
                    .isBetween(Duration.ZERO, Duration.ofSeconds(9));
            assertThat(settings.strings(key)).doesNotContainNull();
            if (depth < 2) {
                ask(settings.table(key), depth + 1);
                settings.tables(key).forEach(table -> ask(table, depth + 1));
            }
        }
        assertThat(settings.problems()).doesNotContainNull();
        assertThat(settings.warnings()).doesNotContainNull();
    }
}
