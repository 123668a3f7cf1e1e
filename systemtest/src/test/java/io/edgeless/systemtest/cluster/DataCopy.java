package io.edgeless.systemtest.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A backup of a data folder, made by the very commands of docs/operations.md.
public final class DataCopy {

    private static final Path PAGE =
            Path.of(System.getProperty("edgeless.home", ".."), "docs", "operations.md");
    private static final Pattern COMMANDS =
            Pattern.compile("```sh\n(mkdir -p BACKUP.*?)```", Pattern.DOTALL);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private DataCopy() {}

    /// The exit code says nothing: of a running program some files are gone before they are copied.
    public static void make(Path from, Path to) throws IOException {
        Matcher commands = COMMANDS.matcher(Files.readString(PAGE, UTF_8));
        assertThat(commands.find()).as("commands of a backup in %s", PAGE).isTrue();
        ProcessBuilder shell =
                new ProcessBuilder(
                        "sh", "-c", commands.group(1).replaceAll("(DATA|BACKUP)\\b", "\"\\$$1\""));
        shell.environment().put("DATA", from.toString());
        shell.environment().put("BACKUP", to.toString());
        Process process = shell.inheritIO().start();
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
