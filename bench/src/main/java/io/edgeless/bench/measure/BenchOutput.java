package io.edgeless.bench.measure;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Where the figures of a measurement go.
public final class BenchOutput {

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also write the figures to this file, as JSON.")
    private @Nullable Path json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /// Tells a person what begins.
    public Consumer<String> progress() {
        return text -> {
            command.commandLine().getErr().println(text);
            command.commandLine().getErr().flush();
        };
    }

    /// Shows the figures.
    ///
    /// @return the exit code: 1 when one is missing
    public int show(Report report) {
        command.commandLine().getOut().print(report.table());
        command.commandLine().getOut().flush();
        if (json != null) {
            try {
                Files.writeString(json, report.json() + System.lineSeparator());
            } catch (IOException e) {
                throw new BenchException("cannot write " + json, e);
            }
        }
        return report.failures().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
