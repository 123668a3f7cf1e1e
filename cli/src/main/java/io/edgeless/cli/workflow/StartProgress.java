package io.edgeless.cli.workflow;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.model.WorkflowStatus;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.Workflows;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// How far the start of a workflow is, for people: asks the controller each time.
public final class StartProgress implements Supplier<String> {

    private final Workflows workflows;
    private final WorkflowId id;
    private final List<String> components;

    /// @param id the one it will have
    public StartProgress(Workflows workflows, WorkflowId id, WorkflowSpec spec) {
        this.workflows = workflows;
        this.id = id;
        this.components =
                Stream.concat(
                                spec.functions().stream().map(WorkflowFunction::name),
                                spec.resources().stream().map(WorkflowResource::name))
                        .toList();
    }

    @Override
    public String get() {
        try {
            return of(workflows.inspect(id).status());
        } catch (RpcException e) {
            // It is not there yet, or the controller is of v1.2 and gives it another id.
            return "starting %d components".formatted(components.size());
        }
    }

    private String of(WorkflowStatus status) {
        List<String> waiting =
                components.stream().filter(name -> !isRunning(find(status, name))).toList();
        int started = components.size() - waiting.size();
        String line = "started %d of %d components".formatted(started, components.size());
        return waiting.isEmpty()
                ? line
                : line + ", waiting for " + explain(waiting.getFirst(), status);
    }

    private static Optional<ComponentStatus> find(WorkflowStatus status, String name) {
        return status.components().stream()
                .filter(component -> component.name().equals(name))
                .findFirst();
    }

    /// A domain of v1.2 does not report what it has started.
    private static boolean isRunning(Optional<ComponentStatus> component) {
        return component
                .filter(placed ->
                        placed.report()
                                .filter(report -> report.state() != InstanceState.RUNNING)
                                .isEmpty())
                .isPresent();
    }

    private static String explain(String name, WorkflowStatus status) {
        Optional<ComponentReport> report = find(status, name).flatMap(ComponentStatus::report);
        if (report.isEmpty()) {
            return name;
        }
        String state = report.get().state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String detail = report.get().detail();
        return "%s: %s%s".formatted(name, state, detail.isEmpty() ? "" : ", " + detail);
    }
}
