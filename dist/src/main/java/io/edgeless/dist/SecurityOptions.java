package io.edgeless.dist;

import io.edgeless.process.grpc.SecuritySettings;
import io.edgeless.world.SettingsReader;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/// How a program is protected on the network, by options that win over its configuration.
final class SecurityOptions {

    private static final String TABLE = "general";

    @Option(
            names = "--tls-config",
            paramLabel = "FILE",
            description =
                    "Certificates to use (default: tls_config.toml, which may be missing: plain"
                            + " text on loopback addresses).")
    private @Nullable Path tlsFile;

    @Option(
            names = "--insecure",
            description = "Let others than this machine reach ports that have no TLS.")
    private boolean insecure;

    SettingsReader over(SettingsReader settings) {
        SettingsReader secured = settings;
        if (tlsFile != null) {
            secured = secured.with(TABLE, SecuritySettings.TLS_KEY, tlsFile.toString());
        }
        return insecure ? secured.with(TABLE, SecuritySettings.INSECURE_KEY, true) : secured;
    }
}
