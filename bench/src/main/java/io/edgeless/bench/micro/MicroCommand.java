package io.edgeless.bench.micro;

import io.edgeless.bench.measure.BenchOutput;
import io.edgeless.bench.measure.OwnProcess;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

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
        footer = "  edgeless bench micro --json figures.json")
public final class MicroCommand implements Callable<Integer> {

    @Mixin private final BenchOutput output = new BenchOutput();

    @Override
    public Integer call() {
        output.show(MicroBench.run(OwnProcess.options(), output.progress()));
        return ExitCode.OK;
    }
}
