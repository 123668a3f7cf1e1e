package io.edgeless.process.grpc;

import io.edgeless.world.SettingsReader;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// How a program is to be protected on the network.
///
/// @param tlsFile what to set TLS up from; empty: no TLS, whatever files lie about
/// @param isTlsFileNamed whether the settings name the file, so that it must exist
/// @param insecure whether servers without TLS may listen on other addresses than loopback
public record SecuritySettings(Optional<Path> tlsFile, boolean isTlsFileNamed, boolean insecure) {

    /// The key, and table, that names the TLS file.
    public static final String TLS_KEY = "tls_config";

    /// The key that allows servers without TLS to be reached from elsewhere.
    public static final String INSECURE_KEY = "insecure";

    /// As v1.2: in the folder where the program is started; may be missing.
    private static final Path TLS_FILE = Path.of("tls_config.toml");

    /// What holds when the settings say nothing.
    public static SecuritySettings standard() {
        return new SecuritySettings(Optional.of(TLS_FILE), false, false);
    }

    /// The same with a TLS file that must exist.
    public SecuritySettings withTlsFile(Path file) {
        return new SecuritySettings(Optional.of(file), true, insecure);
    }

    /// Reads the keys from the first of these tables that has them.
    public static SecuritySettings read(SettingsReader... tables) {
        boolean insecure = flag(tables);
        Path none = Path.of("");
        Optional<Path> named =
                Stream.of(tables)
                        .filter(table -> table.has(TLS_KEY))
                        .map(table -> table.path(TLS_KEY, none))
                        .findFirst();
        Optional<Path> file =
                named.map(path -> Optional.of(path).filter(found -> !found.equals(none)))
                        .orElse(Optional.of(TLS_FILE));
        return new SecuritySettings(file, named.isPresent(), insecure);
    }

    private static boolean flag(SettingsReader... tables) {
        return Stream.of(tables)
                .filter(table -> table.has(INSECURE_KEY))
                .findFirst()
                .map(table -> table.flag(INSECURE_KEY, false))
                .orElse(false);
    }
}
