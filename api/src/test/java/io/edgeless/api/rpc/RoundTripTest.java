package io.edgeless.api.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.Acceptance;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.ComponentRef;
import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.DomainUpdate;
import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventContext;
import io.edgeless.api.model.EventKind;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.LogQuery;
import io.edgeless.api.model.NodeHealth;
import io.edgeless.api.model.NodeInspection;
import io.edgeless.api.model.NodeListing;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.PeerUpdate;
import io.edgeless.api.model.PerformanceSamples;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.StartResult;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.model.WorkflowSpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// What a client sends is what the other end's interface gets, and its answer comes back.
class RoundTripTest {

    private static final Refusal REFUSAL = Refusal.of("no", "because");

    @Test
    void components_passEverythingThrough() {
        var ref = new ComponentRef.Physical(Examples.INSTANCE);
        var logical = new ComponentRef.Logical(Examples.LOGICAL);
        var components = new RecordingComponents(new StartResult.Started(ref));
        try (var wired = new Wired(new ComponentService(components).services())) {
            var client = new ComponentClient(wired.channel(), Wired.DEADLINE);

            assertThat(client.startFunction(Examples.functionSpec()))
                    .isEqualTo(new StartResult.Started(ref));
            client.stopFunction(ref);
            client.patchFunction(Examples.patch());
            assertThat(client.startResource(Examples.resourceSpec()))
                    .isEqualTo(new StartResult.Started(ref));
            client.stopResource(logical);
            client.patchResource(Examples.patch());
        }
        assertThat(components.asked())
                .containsExactly(
                        List.of("startFunction", Examples.functionSpec()),
                        List.of("stopFunction", ref),
                        List.of("patchFunction", Examples.patch()),
                        List.of("startResource", Examples.resourceSpec()),
                        List.of("stopResource", logical),
                        List.of("patchResource", Examples.patch()));
    }

    @Test
    void components_passWhatIsAbsentThrough() {
        var function =
                new FunctionSpec(
                        Examples.functionClass().withBinary(Binary.NONE),
                        Map.of(),
                        Examples.functionSpec().state(),
                        "",
                        Optional.empty());
        var resource = new ResourceSpec("c", Map.of(), "", Optional.empty(), Optional.empty());
        var components = new RecordingComponents(new StartResult.Refused(REFUSAL));
        try (var wired = new Wired(new ComponentService(components).services())) {
            var client = new ComponentClient(wired.channel(), Wired.DEADLINE);

            assertThat(client.startFunction(function)).isEqualTo(new StartResult.Refused(REFUSAL));
            assertThat(client.startResource(resource)).isEqualTo(new StartResult.Refused(REFUSAL));
        }
        assertThat(components.asked())
                .containsExactly(
                        List.of("startFunction", function), List.of("startResource", resource));
    }

    @Test
    void storedBinary_isNotOnTheWire() {
        Binary inline = Examples.functionClass().binary();
        var stored = new Binary.Stored(inline.sha256().orElseThrow());
        var components = new RecordingComponents(new StartResult.Refused(REFUSAL));
        try (var wired = new Wired(new ComponentService(components).services())) {
            new ComponentClient(wired.channel(), Wired.DEADLINE)
                    .startFunction(Examples.functionSpec().withBinary(stored));
        }
        assertThat(components.asked())
                .containsExactly(
                        List.of("startFunction", Examples.functionSpec().withBinary(Binary.NONE)));
    }

    @Test
    void workflows_passEverythingThrough() {
        var accepted = new WorkflowResult.Accepted(Examples.workflowStatus());
        var workflows = new ScriptedWorkflows(accepted);
        try (var wired = new Wired(new WorkflowService(workflows))) {
            var client = new WorkflowClient(wired.channel(), Wired.DEADLINE);

            assertThat(client.start(Examples.workflowRequest())).isEqualTo(accepted);
            client.stop(Examples.WORKFLOW);
            assertThat(client.list())
                    .containsExactly(Examples.WORKFLOW, new WorkflowId(Examples.uuid(77)));
            assertThat(client.inspect(Examples.WORKFLOW)).isEqualTo(Examples.workflowInfo());
            assertThat(client.inspectWithCode(Examples.WORKFLOW))
                    .isEqualTo(Examples.workflowInfo());
            assertThat(client.domains(Optional.empty()))
                    .containsExactly(
                            entry(Examples.DOMAIN, Examples.domainCapabilities()),
                            entry(new DomainId("empty"), DomainCapabilities.NONE));
            client.domains(Optional.of(Examples.DOMAIN));
            assertThat(client.migrate(Examples.migration())).isEqualTo(accepted);
        }
        assertThat(workflows.asked())
                .containsExactly(
                        Examples.workflowRequest(),
                        Examples.WORKFLOW,
                        Examples.WORKFLOW,
                        "with code",
                        Examples.WORKFLOW,
                        Optional.empty(),
                        Optional.of(Examples.DOMAIN),
                        Examples.migration());
    }

    @Test
    void workflows_passWhatIsAbsentThrough() {
        var request =
                new WorkflowRequest(
                        new WorkflowSpec(List.of(), List.of(), Map.of()), Optional.empty());
        var refused = new WorkflowResult.Refused(Refusal.of("no"));
        var workflows = new ScriptedWorkflows(refused);
        try (var wired = new Wired(new WorkflowService(workflows))) {
            var client = new WorkflowClient(wired.channel(), Wired.DEADLINE);

            assertThat(client.start(request)).isEqualTo(refused);
        }
        assertThat(workflows.asked()).containsExactly(request);
    }

    @Test
    void domains_passEverythingThrough() {
        List<DomainUpdate> asked = new CopyOnWriteArrayList<>();
        var minimal =
                new DomainUpdate(
                        Examples.DOMAIN,
                        "",
                        DomainCapabilities.NONE,
                        0,
                        0,
                        0,
                        Optional.empty(),
                        Optional.empty());
        Domains domains =
                update -> {
                    asked.add(update);
                    return update.equals(minimal)
                            ? new DomainAnswer.Refused(REFUSAL)
                            : new DomainAnswer.Accepted(true);
                };
        try (var wired = new Wired(new DomainService(domains))) {
            var client = new DomainClient(wired.channel(), Wired.DEADLINE);

            assertThat(client.update(Examples.domainUpdate()))
                    .isEqualTo(new DomainAnswer.Accepted(true));
            assertThat(client.update(minimal)).isEqualTo(new DomainAnswer.Refused(REFUSAL));
        }
        assertThat(asked).containsExactly(Examples.domainUpdate(), minimal);
    }

    @Test
    void nodes_passEverythingThrough() {
        List<NodeUpdate> asked = new CopyOnWriteArrayList<>();
        var minimal =
                new NodeUpdate(
                        Examples.NODE,
                        "",
                        "",
                        List.of(),
                        io.edgeless.api.model.NodeCapabilities.NONE,
                        0,
                        0,
                        NodeHealth.NONE,
                        PerformanceSamples.NONE,
                        Optional.of(List.of()),
                        Optional.empty(),
                        0);
        Nodes nodes =
                update -> {
                    asked.add(update);
                    return update.equals(minimal)
                            ? new Acceptance.Refused(REFUSAL)
                            : new Acceptance.Accepted();
                };
        try (var wired = new Wired(new NodeService(nodes))) {
            var client = new NodeClient(wired.channel(), Wired.DEADLINE);

            assertThat(client.update(Examples.nodeUpdate())).isEqualTo(new Acceptance.Accepted());
            assertThat(client.update(minimal)).isEqualTo(new Acceptance.Refused(REFUSAL));
        }
        assertThat(asked).containsExactly(Examples.nodeUpdate(), minimal);
    }

    @Test
    void nodeManagement_passesEverythingThrough() {
        List<Object> asked = new CopyOnWriteArrayList<>();
        var management =
                new NodeManagement() {
                    @Override
                    public void updatePeers(PeerUpdate update) {
                        asked.add(update);
                    }

                    @Override
                    public void reset() {
                        asked.add("reset");
                    }
                };
        var add = new PeerUpdate.Add(Examples.NODE, "http://10.0.0.1:7006");
        var remove = new PeerUpdate.Remove(Examples.NODE);
        try (var wired = new Wired(new NodeManagementService(management))) {
            var client = new NodeManagementClient(wired.channel(), Wired.DEADLINE);

            client.updatePeers(add);
            client.updatePeers(remove);
            client.updatePeers(new PeerUpdate.Clear());
            client.reset();
        }
        assertThat(asked).containsExactly(add, remove, new PeerUpdate.Clear(), "reset");
    }

    @Test
    void logs_passEverythingThrough() {
        List<LogQuery> asked = new CopyOnWriteArrayList<>();
        Logs logs =
                query -> {
                    asked.add(query);
                    return Examples.logPage();
                };
        try (var wired = new Wired(new LogService(logs))) {
            assertThat(new LogClient(wired.channel(), Wired.DEADLINE).read(Examples.logQuery()))
                    .isEqualTo(Examples.logPage());
        }
        assertThat(asked).containsExactly(Examples.logQuery());
    }

    @Test
    void inventory_passesEverythingThrough() {
        List<Object> asked = new CopyOnWriteArrayList<>();
        var inventory =
                new Inventory() {
                    @Override
                    public NodeListing list(Optional<DomainId> domain) {
                        asked.add(domain);
                        return Examples.nodeListing();
                    }

                    @Override
                    public NodeInspection inspect(NodeId node) {
                        asked.add(node);
                        return Examples.nodeInspection();
                    }
                };
        try (var wired = new Wired(new InventoryService(inventory))) {
            var client = new InventoryClient(wired.channel(), Wired.DEADLINE);

            assertThat(client.list(Optional.empty())).isEqualTo(Examples.nodeListing());
            client.list(Optional.of(Examples.DOMAIN));
            assertThat(client.inspect(Examples.NODE)).isEqualTo(Examples.nodeInspection());
        }
        assertThat(asked)
                .containsExactly(Optional.empty(), Optional.of(Examples.DOMAIN), Examples.NODE);
    }

    @Test
    void insight_passesEverythingThrough() {
        try (var wired = new Wired(new InsightService(Examples::nodeDetails))) {
            assertThat(new InsightClient(wired.channel(), Wired.DEADLINE).read())
                    .isEqualTo(Examples.nodeDetails());
        }
    }

    @Test
    void invocations_passEverythingThrough() {
        List<Event> asked = new CopyOnWriteArrayList<>();
        try (var wired = new Wired(new InvocationService(asked::add).services())) {
            new InvocationClient(wired.channel(), Wired.DEADLINE).handle(Examples.event());
        }
        assertThat(asked)
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(Examples.event());
    }

    /// A program of v1.2 has the first service only, and takes payloads for text.
    @Test
    void invocations_whosePayloadIsNotText_goByAnRpcThatV12DoesNotHave() {
        Event event = Examples.event();
        List<Event> asked = new CopyOnWriteArrayList<>();
        try (var old = new Wired(new InvocationService(asked::add).services().getFirst());
                var ours = new Wired(new InvocationService(asked::add).services().getLast())) {
            var toOld = new InvocationClient(old.channel(), Wired.DEADLINE);
            assertThatThrownBy(() -> toOld.handle(event))
                    .isInstanceOfSatisfying(
                            RpcException.class,
                            e -> assertThat(e.code()).isEqualTo(RpcException.Code.UNIMPLEMENTED));
            assertThat(asked).isEmpty();

            new InvocationClient(ours.channel(), Wired.DEADLINE).handle(event);
        }
        assertThat(asked).usingRecursiveFieldByFieldElementComparator().containsExactly(event);
    }

    @ParameterizedTest
    @EnumSource
    void invocations_passEveryKindThrough(EventKind kind) throws Exception {
        Event event =
                new Event(
                        Examples.INSTANCE,
                        Examples.INSTANCE,
                        kind,
                        0,
                        new byte[0],
                        EventContext.NONE);
        List<Event> asked = new CopyOnWriteArrayList<>();
        var outcome = new CompletableFuture<Optional<RpcException>>();
        try (var wired = new Wired(new InvocationService(asked::add).services())) {
            new InvocationClient(wired.channel(), Wired.DEADLINE)
                    .handleAsync(event, outcome::complete);

            assertThat(outcome.get(20, TimeUnit.SECONDS)).isEmpty();
        }
        assertThat(asked).usingRecursiveFieldByFieldElementComparator().containsExactly(event);
    }
}
