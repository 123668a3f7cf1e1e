package io.edgeless.bench.micro;

import io.edgeless.bench.measure.BenchOutput;
import io.edgeless.bench.measure.OwnProcess;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

/// `edgeless bench micro`.
@Command(
        name = "micro",
        description = {
            "Measures single steps in processes of their own, beside the bare JDK in the same run.",
            "Takes some minutes; let the machine do nothing else."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nFor example:%n",
        footer = {
            "  edgeless bench micro --json figures.json",
            "  edgeless bench micro --only Remote"
        })
public final class MicroCommand implements Callable<Integer> {

    @Mixin private final BenchOutput output = new BenchOutput();

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Only measurements with this in the name that is shown meanwhile.")
    private String only = "";

    @Override
    public Integer call() {
        return output.show(MicroBench.run(OwnProcess.options(), only, output.progress()));
    }
}
