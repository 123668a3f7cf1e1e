package io.edgeless.process.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.process.settings.TomlFile;
import io.edgeless.world.SettingsReader;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Optional;

class SecuritySettingsTest {

    private static SettingsReader file(String toml) {
        return ((TomlFile.Result.Parsed) TomlFile.parse(toml, "node.toml")).settings();
    }

    @Test
    void byDefault_theFileOfV12IsReadIfItIsThere_andNothingIsOpen() {
        assertThat(SecuritySettings.read(file("").table("general")))
                .isEqualTo(SecuritySettings.standard())
                .isEqualTo(
                        new SecuritySettings(
                                Optional.of(Path.of("tls_config.toml")), false, false));
    }

    @Test
    void keys_nameTheFileAndOpenThePorts() {
        SettingsReader file = file("[general]\ntls_config = \"a/b.toml\"\ninsecure = true\n");

        assertThat(SecuritySettings.read(file.table("general")))
                .isEqualTo(new SecuritySettings(Optional.of(Path.of("a/b.toml")), true, true));
        assertThat(file.warnings()).isEmpty();
    }

    @Test
    void emptyName_isNoTls() {
        assertThat(SecuritySettings.read(file("tls_config = \"\"")).tlsFile()).isEmpty();
    }

    @Test
    void firstTableThatHasAKey_wins() {
        SettingsReader file =
                file("tls_config = \"flat\"\ninsecure = true")
                        .with("general", "tls_config", "option");

        assertThat(SecuritySettings.read(file.table("general"), file))
                .isEqualTo(new SecuritySettings(Optional.of(Path.of("option")), true, true));
    }

    @Test
    void wrongTypes_areProblems() {
        SettingsReader file = file("tls_config = 7\ninsecure = \"yes\"");

        SecuritySettings settings = SecuritySettings.read(file);

        assertThat(file.problems()).hasSize(2);
        assertThat(settings.insecure()).isFalse();
    }
}
