package io.edgeless.api.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.Acceptance;
import io.edgeless.api.model.ComponentRef;
import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Migration;
import io.edgeless.api.model.NodeInspection;
import io.edgeless.api.model.NodeListing;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.PeerUpdate;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.StartResult;
import io.edgeless.api.model.WorkflowInfo;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResult;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Every service that is served, with behaviour that takes whatever was let through; and what is
/// true of every answer.
final class EveryService {

    private static final Set<Status.Code> NEVER =
            Set.of(Status.Code.UNKNOWN, Status.Code.CANCELLED, Status.Code.DEADLINE_EXCEEDED);

    private EveryService() {}

    static List<BindableService> all() {
        List<BindableService> services =
                new ArrayList<>(new ComponentService(new AnyComponents()).services());
        services.add(new WorkflowService(new AnyWorkflows()));
        services.add(
                new DomainService(update -> {
                    use(update);
                    return new DomainAnswer.Accepted(false);
                }));
        services.add(
                new NodeService(update -> {
                    use(update);
                    return new Acceptance.Accepted();
                }));
        services.add(new NodeManagementService(new AnyManagement()));
        services.addAll(new InvocationService(EveryService::use).services());
        services.add(
                new LogService(query -> {
                    use(query);
                    return Examples.logPage();
                }));
        services.add(new InventoryService(new AnyInventory()));
        services.add(new InsightService(Examples::nodeDetails));
        return services;
    }

    /// Calls with these bytes: an answer, or a status that names no bug of ours.
    static void check(Wired wired, MethodDescriptor<?, ?> method, byte[] request) {
        try {
            wired.callWithBytes(method, request);
        } catch (StatusRuntimeException e) {
            String call = method.getFullMethodName() + " with " + Arrays.toString(request);
            assertThat(e.getStatus().getCode()).as(call).isNotIn(NEVER);
            assertThat(String.valueOf(e.getStatus().getDescription()))
                    .as(call)
                    .doesNotContain("internal error in");
        }
    }

    /// What was let through can be printed and hashed.
    private static void use(Object value) {
        assertThat(value).hasSameHashCodeAs(value);
        assertThat(value.toString()).isNotEmpty();
    }

    private static final class AnyComponents implements Components {

        @Override
        public StartResult startFunction(FunctionSpec spec) {
            use(spec);
            return new StartResult.Started(new ComponentRef.Logical(Examples.LOGICAL));
        }

        @Override
        public void stopFunction(ComponentRef ref) {
            use(ref);
        }

        @Override
        public void patchFunction(Patch patch) {
            use(patch);
        }

        @Override
        public StartResult startResource(ResourceSpec spec) {
            use(spec);
            return new StartResult.Started(new ComponentRef.Physical(Examples.INSTANCE));
        }

        @Override
        public void stopResource(ComponentRef ref) {
            use(ref);
        }

        @Override
        public void patchResource(Patch patch) {
            use(patch);
        }
    }

    private static final class AnyWorkflows implements Workflows {

        @Override
        public WorkflowResult start(WorkflowRequest request) {
            use(request);
            return new WorkflowResult.Accepted(Examples.workflowStatus());
        }

        @Override
        public void stop(WorkflowId workflow) {
            use(workflow);
        }

        @Override
        public List<WorkflowId> list() {
            return List.of(Examples.WORKFLOW);
        }

        @Override
        public WorkflowInfo inspect(WorkflowId workflow) {
            use(workflow);
            return Examples.workflowInfo();
        }

        @Override
        public WorkflowInfo inspectWithCode(WorkflowId workflow) {
            return inspect(workflow);
        }

        @Override
        public Map<DomainId, DomainCapabilities> domains(Optional<DomainId> domain) {
            use(domain);
            return Map.of(Examples.DOMAIN, Examples.domainCapabilities());
        }

        @Override
        public WorkflowResult migrate(Migration migration) {
            use(migration);
            return new WorkflowResult.Refused(Refusal.of("no", "because"));
        }
    }

    private static final class AnyInventory implements Inventory {

        @Override
        public NodeListing list(Optional<DomainId> domain) {
            use(domain);
            return Examples.nodeListing();
        }

        @Override
        public NodeInspection inspect(NodeId node) {
            use(node);
            return Examples.nodeInspection();
        }
    }

    private static final class AnyManagement implements NodeManagement {

        @Override
        public void updatePeers(PeerUpdate update) {
            use(update);
        }

        @Override
        public void reset() {}
    }
}
