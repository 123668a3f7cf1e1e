package io.edgeless.systemtest.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The built example functions of the repository.
public final class Guests {

    private Guests() {}

    /// The bytes of `functions/NAME/NAME.wasm`.
    public static byte[] example(String name) {
        return read("functions/" + name + "/" + name + ".wasm");
    }

    /// The bytes of `functions/test/NAME.wasm`.
    public static byte[] hostile(String name) {
        return read("functions/test/" + name + ".wasm");
    }

    private static byte[] read(String file) {
        try {
            return Files.readAllBytes(
                    Path.of(System.getProperty("edgeless.home", "..")).resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
