package io.edgeless.cli.workflow;

import io.edgeless.api.spec.Problem;
import io.edgeless.cli.Console;
import io.edgeless.world.World;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/// `workflow validate`: says everything that is wrong with a file, without a controller.
@Command(
        name = "validate",
        description = "Check a workflow file and the code it names. Needs no controller.")
final class WorkflowValidate implements Callable<Integer> {

    private final World world;

    @Parameters(paramLabel = "FILE", description = "The workflow file (JSON).")
    private Path file = Path.of("");

    @Option(names = "--strict", description = "Fail on warnings too.")
    private boolean isStrict;

    @Option(names = "--json", description = "Results for programs.")
    private boolean isJson;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

    WorkflowValidate(World world) {
        this.world = world;
    }

    @Override
    public Integer call() {
        Console console = Console.of(command, isJson);
        List<Problem> problems =
                switch (new WorkflowLoader(world.disk()).load(file, isStrict)) {
                    case LoadedWorkflow.Loaded(var _, List<Problem> warnings) -> warnings;
                    case LoadedWorkflow.Broken(List<Problem> all) -> all;
                };
        boolean isValid = problems.stream().noneMatch(problem -> isStrict || problem.isError());
        if (isJson) {
            console.json(ProblemLines.json(file, isValid, problems));
        } else {
            problems.forEach(problem -> console.line(ProblemLines.line(file, problem)));
            if (problems.isEmpty()) {
                console.line(file + ": valid");
            }
        }
        return isValid ? 0 : 1;
    }
}
