package io.edgeless.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.cli.session.CliSettings;
import io.edgeless.cli.session.CommandFailure;
import io.edgeless.fuzzing.Completeness;
import io.edgeless.fuzzing.FuzzTarget;
import io.edgeless.world.simulated.MemoryDisk;

import java.util.Optional;

/// A file `cli.toml` with any content: settings, or the failure of the command with a message.
final class CliSettingsFuzz implements FuzzTarget {

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        var disk = new MemoryDisk();
        disk.replace(CliSettings.DEFAULT_FILE, input);
        try {
            Completeness.check(CliSettings.read(disk, Optional.empty()));
        } catch (CommandFailure e) {
            assertThat(e.getMessage()).contains("cli.toml");
        }
    }

    @Override
    public int mutantsInBuild() {
        return 400;
    }
}
