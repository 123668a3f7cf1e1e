package io.edgeless.cli.workflow;

import io.edgeless.cli.session.Console;
import io.edgeless.world.World;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/// `workflow validate`: says everything that is wrong with a file, without a controller.
@Command(
        name = "validate",
        description = "Check a workflow file and the code it names. Needs no controller.",
        footerHeading = "%nFor example:%n",
        footer = {
            "  edgeless workflow validate examples/http_processor/workflow.json",
            "  edgeless workflow validate --strict --json workflow.json"
        })
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
        List<Finding> findings =
                switch (new WorkflowLoader(world.disk()).load(file, isStrict)) {
                    case LoadedWorkflow.Loaded(var _, List<Finding> warnings) -> warnings;
                    case LoadedWorkflow.Broken(List<Finding> all) -> all;
                };
        boolean isValid = findings.stream().noneMatch(found -> isStrict || found.isError());
        if (isJson) {
            ObjectNode result = Console.object().put("file", file.toString()).put("valid", isValid);
            ArrayNode list = result.putArray("problems");
            findings.forEach(found -> list.add(found.json()));
            console.json(result);
        } else {
            findings.forEach(found -> console.line(found.line()));
            if (findings.isEmpty()) {
                console.line(file + ": valid");
            }
        }
        return isValid ? 0 : 1;
    }
}
