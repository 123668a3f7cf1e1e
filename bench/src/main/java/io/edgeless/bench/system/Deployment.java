package io.edgeless.bench.system;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.rpc.Workflows;
import io.edgeless.bench.measure.BenchException;
import io.edgeless.bench.measure.Guest;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One running workflow of a measurement. Closing it stops the workflow.
record Deployment(Workflows workflows, WorkflowId id) implements AutoCloseable {

    /// Starts a workflow.
    static Deployment start(
            Workflows workflows,
            List<WorkflowFunction> functions,
            List<WorkflowResource> resources) {
        WorkflowSpec spec = new WorkflowSpec(functions, resources, Map.of());
        return switch (workflows.start(new WorkflowRequest(spec, Optional.empty()))) {
            case WorkflowResult.Accepted(var status) -> new Deployment(workflows, status.id());
            case WorkflowResult.Refused(var refusal) ->
                    throw new BenchException("a workflow was refused: " + refusal.text());
        };
    }

    /// A function on a certain node.
    ///
    /// @param payload its init payload
    static WorkflowFunction function(
            String name, Guest guest, int node, String payload, Map<String, String> outputs) {
        return new WorkflowFunction(
                name,
                guest.code(),
                outputs,
                Map.of("label_match_all", "node-" + node, "init-payload", payload));
    }

    /// A log of counts with the time of each.
    static WorkflowResource countLog(String file, int node) {
        return new WorkflowResource(
                "log",
                "file-log",
                Map.of(),
                Map.of(
                        "filename",
                        file,
                        "add-timestamp",
                        "true",
                        "label_match_all",
                        "node-" + node));
    }

    @Override
    public void close() {
        workflows.stop(id);
    }
}
