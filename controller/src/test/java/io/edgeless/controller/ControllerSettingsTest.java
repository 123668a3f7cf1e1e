package io.edgeless.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.process.grpc.SecuritySettings;
import io.edgeless.process.settings.TomlFile;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

class ControllerSettingsTest {

    @TempDir private Path folder;

    private SettingsReader reader(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("controller.toml"), text);
        try (var timers = World.real().timers()) {
            return ((TomlFile.Result.Parsed) TomlFile.read(World.real().disk(), file)).settings();
        }
    }

    @Test
    void template_hasTheKnownKeysAndDefaults() throws IOException {
        SettingsReader reader = reader(ControllerSettings.template());
        ControllerSettings settings = ControllerSettings.read(reader);
        assertThat(settings)
                .isEqualTo(
                        new ControllerSettings(
                                "http://127.0.0.1:7001",
                                "http://127.0.0.1:7002",
                                Path.of("controller.save"),
                                Path.of("edgeless-data/controller"),
                                Duration.ofSeconds(30),
                                SecuritySettings.standard(),
                                ""));
        assertThat(reader.problems()).isEmpty();
        assertThat(reader.warnings()).isEmpty();
    }

    @Test
    void read_ofV12File_isAccepted() throws IOException {
        SettingsReader reader =
                reader(
                        """
                        controller_url = "http://127.0.0.1:7001"
                        domain_register_url = "http://127.0.0.1:7002"
                        persistence_filename = ""
                        """);
        assertThat(ControllerSettings.read(reader).savedWorkflows()).isEqualTo(Path.of(""));
        assertThat(reader.problems()).isEmpty();
    }

    @Test
    void read_ofBadValues_tellsAllOfThem() throws IOException {
        SettingsReader reader =
                reader(
                        """
                        controller_url = "127.0.0.1"
                        domain_lost_sec = "soon"
                        nonsense = 1
                        [general]
                        data_dir = "there"
                        """);
        ControllerSettings settings = ControllerSettings.read(reader);
        assertThat(settings.dataDir()).isEqualTo(Path.of("there"));
        assertThat(reader.problems()).hasSize(3);
        assertThat(reader.warnings()).hasSize(1);
    }
}
