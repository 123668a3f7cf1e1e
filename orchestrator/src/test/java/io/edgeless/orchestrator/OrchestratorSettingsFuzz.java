package io.edgeless.orchestrator;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.fuzzing.Completeness;
import io.edgeless.fuzzing.FuzzTarget;
import io.edgeless.process.settings.TomlFile;
import io.edgeless.world.SettingsReader;

import java.nio.charset.StandardCharsets;

/// A file `orchestrator.toml` with any content: settings, with problems told and not thrown.
final class OrchestratorSettingsFuzz implements FuzzTarget {

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        if (TomlFile.parse(text, "orchestrator.toml")
                instanceof TomlFile.Result.Parsed(SettingsReader reader)) {
            Completeness.check(OrchestratorSettings.read(reader));
            Completeness.check(reader.problems());
            Completeness.check(reader.warnings());
        }
    }

    @Override
    public int mutantsInBuild() {
        return 400;
    }
}
