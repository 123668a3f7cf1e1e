package io.edgeless.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `cli.toml`, as of v1.2.
class ConfigurationFileTest {

    @TempDir Path folder;

    private final FakeController controller = new FakeController();

    @AfterEach
    void close() {
        controller.close();
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("cli.toml"), text).toString();
    }

    private String good() throws IOException {
        return file("controller_url = \"" + controller.url() + "\"\n");
    }

    @Test
    void file_isTakenBeforeOrAfterTheSubcommand() throws IOException {
        String file = good();

        assertThat(CommandRun.of("-c", file, "workflow", "list"))
                .isEqualTo(new CommandRun(0, "", ""));
        assertThat(CommandRun.of("workflow", "-c", file, "list").exitCode()).isZero();
        assertThat(CommandRun.of("workflow", "list", "--config-file", file).exitCode()).isZero();
    }

    @Test
    void template_startsUnchangedAndIsNotOverwritten() throws IOException {
        Path file = folder.resolve("new.toml");

        assertThat(CommandRun.of("-t", file.toString())).isEqualTo(new CommandRun(0, "", ""));
        String text = Files.readString(file);
        assertThat(text).contains("controller_url = \"http://127.0.0.1:7001\"");
        assertThat(CommandRun.of("--template", file.toString()))
                .isEqualTo(
                        new CommandRun(
                                1,
                                "",
                                "Error: cannot overwrite configuration file: " + file + "\n"));

        CommandRun run =
                CommandRun.of(
                        "-c",
                        file.toString(),
                        "workflow",
                        "list",
                        "--controller",
                        controller.url());
        assertThat(run).isEqualTo(new CommandRun(0, "", ""));
    }

    @Test
    void template_ofV12WithRepository_isRead() throws IOException {
        String file =
                file(
                        """
                        controller_url = "%s"
                        [function_repository]
                        url = ""
                        api_key = ""
                        """
                                .formatted(controller.url()));

        assertThat(CommandRun.of("-c", file, "domain", "list"))
                .isEqualTo(new CommandRun(0, "", ""));
    }

    @Test
    void file_namedAndMissing_fails() {
        CommandRun run =
                CommandRun.of("-c", folder.resolve("no.toml").toString(), "domain", "list");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "Error: configuration file does not exist or cannot be accessed: "
                                + folder.resolve("no.toml")
                                + "\n");
    }

    @Test
    void file_wrong_namesEveryProblemWithItsKey() throws IOException {
        String file = file("controller_url = \"nowhere\"\n[function_repository]\nurl = 5\n");

        CommandRun run = CommandRun.of("-c", file, "domain", "list");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("cli.toml", "controller_url"))
                .anySatisfy(line -> assertThat(line).contains("function_repository.url"));
    }

    @Test
    void file_noToml_namesTheLine() throws IOException {
        CommandRun run = CommandRun.of("-c", file("\ncontroller_url = \n"), "domain", "list");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("Error: ").contains("cli.toml:2");
    }

    @Test
    void key_unknown_isWarnedAbout() throws IOException {
        Files.writeString(
                Path.of(good()), "surplus = 1\n", java.nio.file.StandardOpenOption.APPEND);

        CommandRun run =
                CommandRun.of("-c", folder.resolve("cli.toml").toString(), "domain", "list");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).startsWith("Warning: ").contains("surplus is unknown and ignored");
    }
}
