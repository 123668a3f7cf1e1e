package io.edgeless.bench.system;

import io.edgeless.bench.measure.BenchOutput;
import io.edgeless.bench.measure.OwnProcess;
import io.edgeless.bench.measure.TemporaryFolder;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

/// `edgeless bench system`.
@Command(
        name = "system",
        description = {
            "Measures a cluster of real processes through workflows, HTTP requests and file logs.",
            "Takes some minutes; let the machine do nothing else."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nFor example:%n",
        footer = {
            "  edgeless bench system --json figures.json",
            "  edgeless bench system --only 'two nodes'"
        })
public final class SystemCommand implements Callable<Integer> {

    @Mixin private final BenchOutput output = new BenchOutput();

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Only measurements with this in the name that is shown meanwhile.")
    private String only = "";

    @Override
    public Integer call() {
        try (TemporaryFolder folder = TemporaryFolder.create()) {
            return output.show(
                    SystemBench.run(
                            new Launch(OwnProcess.command()),
                            folder.path(),
                            only,
                            output.progress()));
        }
    }
}
