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

/// What a controller offers its clients (service WorkflowInstance). Every method may throw
/// [RpcException].
public interface Workflows {

    WorkflowResult start(WorkflowRequest request);

    /// Returns when the workflow is durably stopped; stopping an unknown one is no error.
    void stop(WorkflowId workflow);

    List<WorkflowId> list();

    /// The workflow without the bytes of its code.
    ///
    /// @throws RpcException with INTERNAL when the workflow is unknown, as v1.2 does
    WorkflowInfo inspect(WorkflowId workflow);

    /// As [#inspect], with the bytes of the code as far as they fit into a message.
    WorkflowInfo inspectWithCode(WorkflowId workflow);

    /// @param domain empty for all; an unknown one answers an empty map
    Map<DomainId, DomainCapabilities> domains(Optional<DomainId> domain);

    WorkflowResult migrate(Migration migration);
}
