package io.edgeless.api.rpc;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.Migration;
import io.edgeless.api.model.WorkflowInfo;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResult;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// Remembers what it was asked for and answers with the examples and one fixed result.
final class ScriptedWorkflows implements Workflows {

    private final List<Object> asked = new CopyOnWriteArrayList<>();
    private final WorkflowResult result;

    ScriptedWorkflows(WorkflowResult result) {
        this.result = result;
    }

    List<Object> asked() {
        return asked;
    }

    @Override
    public WorkflowResult start(WorkflowRequest request) {
        asked.add(request);
        return result;
    }

    @Override
    public void stop(WorkflowId workflow) {
        asked.add(workflow);
    }

    @Override
    public List<WorkflowId> list() {
        return List.of(Examples.WORKFLOW, new WorkflowId(Examples.uuid(77)));
    }

    @Override
    public WorkflowInfo inspect(WorkflowId workflow) {
        asked.add(workflow);
        return Examples.workflowInfo();
    }

    @Override
    public WorkflowInfo inspectWithCode(WorkflowId workflow) {
        asked.add("with code");
        return inspect(workflow);
    }

    @Override
    public Map<DomainId, DomainCapabilities> domains(Optional<DomainId> domain) {
        asked.add(domain);
        return Map.of(
                Examples.DOMAIN,
                Examples.domainCapabilities(),
                new DomainId("empty"),
                DomainCapabilities.NONE);
    }

    @Override
    public WorkflowResult migrate(Migration migration) {
        asked.add(migration);
        return result;
    }
}
