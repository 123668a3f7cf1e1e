package io.edgeless.controller;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.fuzzing.Completeness;
import io.edgeless.fuzzing.FuzzTarget;
import io.edgeless.process.settings.TomlFile;
import io.edgeless.world.SettingsReader;

import java.nio.charset.StandardCharsets;

/// A file `controller.toml` with any content: settings, with problems told and not thrown.
final class ControllerSettingsFuzz implements FuzzTarget {

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        if (TomlFile.parse(text, "controller.toml")
                instanceof TomlFile.Result.Parsed(SettingsReader reader)) {
            Completeness.check(ControllerSettings.read(reader));
            Completeness.check(reader.problems());
            Completeness.check(reader.warnings());
        }
    }

    @Override
    public int mutantsInBuild() {
        return 400;
    }
}
