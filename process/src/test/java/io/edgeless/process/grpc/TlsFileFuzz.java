package io.edgeless.process.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.fuzzing.Completeness;
import io.edgeless.fuzzing.FuzzTarget;
import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.simulated.MemoryDisk;

import java.nio.file.Path;

/// A file `tls_config.toml` with any content: what it says, or a start that fails with a message.
final class TlsFileFuzz implements FuzzTarget {

    private static final Path FILE = Path.of("tls_config.toml");

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        var disk = new MemoryDisk();
        disk.replace(FILE, input);
        try {
            Completeness.check(TlsFile.read(disk, FILE));
        } catch (StartupException e) {
            assertThat(e.getMessage()).contains("tls_config.toml");
        }
    }
}
