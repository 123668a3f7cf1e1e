package io.edgeless.systemtest.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.EventContext;
import io.edgeless.api.model.EventKind;
import io.edgeless.api.model.NodeEntry;
import io.edgeless.api.model.NodeInspection;
import io.edgeless.api.model.TraceContext;
import io.edgeless.api.rpc.InventoryClient;
import io.edgeless.api.rpc.InvocationClient;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.systemtest.cluster.ClusterClient;
import io.edgeless.systemtest.cluster.Flow;
import io.edgeless.systemtest.cluster.Guests;
import io.edgeless.systemtest.cluster.HttpAnswer;
import io.edgeless.systemtest.cluster.TestCluster;
import io.edgeless.systemtest.compat.v12.Event;
import io.edgeless.systemtest.compat.v12.EventType;
import io.edgeless.systemtest.compat.v12.InstanceId;
import io.edgeless.systemtest.compat.v12.ResourceInstanceSpecification;
import io.edgeless.systemtest.compat.v12.ResourceProviderSpecification;
import io.edgeless.systemtest.compat.v12.ResponseError;
import io.edgeless.systemtest.compat.v12.SpawnFunctionRequest;
import io.edgeless.systemtest.compat.v12.StatePolicy;
import io.edgeless.systemtest.compat.v12.UpdateNodeRequest;
import io.edgeless.systemtest.compat.v12.UpdatePeersRequest;
import io.edgeless.systemtest.compat.v12.UpdatePeersRequestType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// A node of v1.2 in a domain of ours, beside a node of ours.
class NodeOfV12Test {

    private static final Duration PATIENCE = ClusterClient.PATIENCE;

    @TempDir static Path folder;

    private static TestCluster cluster;
    private static ClusterClient client;
    private static V12Channel register = new V12Channel("http://127.0.0.1:1");

    private final V12Node node = new V12Node();
    private final List<WorkflowId> started = new ArrayList<>();

    @BeforeAll
    static void startCluster() {
        register.close();
        cluster = TestCluster.started(folder, 1);
        client = cluster.client();
        register = new V12Channel(cluster.nodeRegisterUrl());
    }

    @AfterAll
    static void stopCluster() {
        register.close();
        client.close();
        cluster.close();
    }

    @BeforeEach
    void join() {
        accept(node.registration());
        cluster.awaitNodes(2);
    }

    @AfterEach
    void leave() {
        started.forEach(client::stop);
        accept(node.registration().setRefreshDeadline(0));
        cluster.awaitNodes(1);
        node.close();
    }

    private static void accept(UpdateNodeRequest.Builder registration) {
        assertThat(V12Node.register(register.channel(), registration).hasResponseError()).isFalse();
    }

    // ---- registration -----------------------------------------------------------------------

    @Test
    void node_isResetAndToldOfItsPeer() {
        await().atMost(PATIENCE).until(() -> node.resets.get() == 1 && !node.peers.isEmpty());

        UpdatePeersRequest peer = node.peers.getFirst();
        assertThat(peer.getRequestType()).isEqualTo(UpdatePeersRequestType.ADD);
        assertThat(peer.getNodeId()).isEqualTo(cluster.nodeId(1).toString());
        assertThat(peer.getInvocationUrl()).isEqualTo(cluster.invocationUrl(1));
    }

    @Test
    void node_thatRefreshes_isNotResetAgain() {
        await().atMost(PATIENCE).until(() -> node.resets.get() == 1);
        WorkflowId workflow = start(onlyThere());

        accept(node.registration());
        accept(node.registration());

        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(client.report(workflow, "there").flatMap(ComponentReport::node))
                                .contains(v12Id()));
        assertThat(node.resets).hasValue(1);
        assertThat(node.functions).hasSize(1);
    }

    @Test
    void node_withANewNonce_isResetAndGetsItsFunctionsAgain() {
        start(onlyThere());
        SpawnFunctionRequest first = node.functions.getFirst();

        node.restart();
        accept(node.registration());

        await().atMost(PATIENCE).until(() -> node.resets.get() == 1 && node.functions.size() == 1);
        assertThat(node.functions.getFirst().getCode()).isEqualTo(first.getCode());
        assertThat(node.functions.getFirst().getStateSpecification())
                .isEqualTo(first.getStateSpecification());
    }

    @Test
    void registration_withABadUrl_isRefused() {
        assertRefused(
                node.registration().setAgentUrl("nonsense"),
                "Invalid agent URL 'nonsense' for node '" + node.id + "': Host Parse Error");
        assertRefused(node.registration().setInvocationUrl("http://somewhere"), "Host Parse Error");
        assertRefused(
                node.registration().setAgentUrl("http://:1"), "invalid empty host in agent URL");
    }

    private static void assertRefused(UpdateNodeRequest.Builder registration, String detail) {
        ResponseError error = V12Node.register(register.channel(), registration).getResponseError();
        assertThat(error.getSummary()).isEqualTo("invalid node configuration");
        assertThat(error.getDetail()).endsWith(detail);
    }

    @Test
    void registration_thatCannotBeRead_isAnsweredInvalidArgument() {
        var nameless = ResourceProviderSpecification.newBuilder().setClassType("x");
        assertUnreadable(() -> accept(node.registration().setNodeId("me")));
        assertUnreadable(() -> accept(node.registration().addResourceProviders(nameless)));
    }

    private static void assertUnreadable(ThrowingCallable registration) {
        assertThatThrownBy(registration)
                .hasMessageStartingWith(
                        "INVALID_ARGUMENT: Error when parsing an UpdateNodeRequest message: ");
    }

    @Test
    void node_isListedButDoesNotTellWhatItDoes() {
        try (GrpcChannels channels = cluster.channels()) {
            var inventory = new InventoryClient(channels.to(cluster.controllerUrl()), PATIENCE);

            assertThat(inventory.list(Optional.empty()).nodes())
                    .extracting(NodeEntry::node)
                    .containsExactlyInAnyOrder(v12Id(), cluster.nodeId(1));
            NodeInspection inspection = inventory.inspect(v12Id());
            assertThat(inspection.details()).isEmpty();
            assertThat(inspection.silence()).contains("does not tell");
            assertThat(inventory.inspect(cluster.nodeId(1)).details()).isPresent();
        }
    }

    // ---- components -------------------------------------------------------------------------

    @Test
    void function_onIt_isStartedPatchedAndStopped() {
        WorkflowId workflow =
                start(
                        onlyThere()
                                .with("there", "init-payload", "hello")
                                .guest("here", "relay")
                                .on(1, "here")
                                .map("there", "out", "here"));

        SpawnFunctionRequest request = node.functions.getFirst();
        assertThat(request.getCode().getId()).isEqualTo("relay");
        assertThat(request.getCode().getFunctionType()).isEqualTo("RUST_WASM");
        assertThat(request.getCode().getVersion()).isEqualTo("0.1");
        assertThat(request.getCode().getBinary().toByteArray()).isEqualTo(Guests.hostile("relay"));
        assertThat(request.getCode().getOutputsList()).containsExactly("out");
        assertThat(request.getAnnotationsMap())
                .containsEntry("init-payload", "hello")
                .containsEntry("label_match_all", "v12");
        assertThat(UUID.fromString(request.getStateSpecification().getStateId())).isNotNull();
        assertThat(request.getStateSpecification().getPolicy()).isEqualTo(StatePolicy.NODE_LOCAL);
        assertThat(request.getWorkflowId()).isEqualTo(workflow.toString());

        InstanceId here = mapped("out");
        assertThat(here.getNodeId()).isEqualTo(cluster.nodeId(1).toString());
        assertThat(node.patches.getFirst().getFunctionId())
                .isEqualTo(node.instances.getFirst().getFunctionId());

        client.stop(workflow);

        assertThat(node.stopped).containsExactly(node.instances.getFirst().getFunctionId());
    }

    @Test
    void resource_onIt_isStartedByItsClass() {
        WorkflowId workflow =
                start(new Flow().resource("sink", "v12-sink").with("sink", "key", "value"));

        ResourceInstanceSpecification request = node.resources.getFirst();
        assertThat(request.getResourceClassType()).isEqualTo("v12-sink");
        assertThat(request.getConfigurationMap()).containsExactly(Map.entry("key", "value"));
        assertThat(request.getWorkflowId()).isEqualTo(workflow.toString());
        client.stop(workflow);
        assertThat(node.stopped).containsExactly(node.instances.getFirst().getFunctionId());
    }

    // ---- events -----------------------------------------------------------------------------

    @Test
    void casts_crossBothWays() {
        start(
                onlyThere()
                        .castIngress("in", "casts.test", "there")
                        .guest("here", "relay")
                        .on(1, "here")
                        .map("there", "out", "here")
                        .fileLog("log", "casts.log")
                        .map("here", "out", "log"));

        client.cast(1, "casts.test", "to the node of v1.2: ünïcode");
        Event cast = firstEvent();
        try (V12Channel ours = new V12Channel(cluster.invocationUrl(1))) {
            V12Events.send(
                    ours, V12Events.event(node.id, mapped("out"), EventType.CAST, "and back"));
        }

        assertThat(cast.getMsg().getEventType()).isEqualTo(EventType.CAST);
        assertThat(cast.getMsg().getPayload()).isEqualTo("to the node of v1.2: ünïcode");
        assertThat(cast.getTarget()).isEqualTo(node.instances.getFirst());
        assertThat(cast.getSource().getNodeId()).isEqualTo(cluster.nodeId(1).toString());
        assertThat(cast.getStreamId()).isZero();
        assertThat(cast.getCreated().getSecs()).isPositive();
        assertThat(cast.getMetadata().getTraceId().size()).isEqualTo(16);
        assertThat(cast.getMetadata().getSpanId().size()).isEqualTo(8);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(client.lines("casts.log")).containsExactly("and back"));
    }

    @Test
    void call_isAnsweredByIt() {
        start(onlyThere().ingress("in", "calls.test", "there"));

        var answer = CompletableFuture.supplyAsync(() -> client.post(1, "calls.test", "?"));
        Event call = firstEvent();
        try (V12Channel ours = new V12Channel(cluster.invocationUrl(1))) {
            String reply = "{\"status\":201,\"headers\":{},\"body\":[79,75]}";
            V12Events.send(ours, V12Events.reply(call, EventType.CALL_RET, reply));
        }

        assertThat(call.getMsg().getEventType()).isEqualTo(EventType.CALL);
        assertThat(call.getStreamId()).isPositive();
        assertThat(call.getMsg().getPayload()).contains("\"method\":\"Post\"");
        assertThat(answer.join()).isEqualTo(new HttpAnswer(201, "OK"));
    }

    @Test
    void call_thatItFails_failsAtOnce() {
        start(onlyThere().ingress("in", "fails.test", "there"));

        var answer = CompletableFuture.supplyAsync(() -> client.post(1, "fails.test", "?"));
        try (V12Channel ours = new V12Channel(cluster.invocationUrl(1))) {
            V12Events.send(ours, V12Events.reply(firstEvent(), EventType.ERR, ""));
        }

        assertThat(answer.join().status()).isEqualTo(502);
    }

    @Test
    void binaryPayload_doesNotReachItAndFailsACall() {
        start(
                onlyThere()
                        .guest("here", "relay")
                        .on(1, "here")
                        .map("there", "out", "here")
                        .map("here", "out", "there"));
        InstanceId here = mapped("out");

        try (V12Channel ours = new V12Channel(cluster.invocationUrl(1))) {
            // V12 cannot write such an event, a node of ours can.
            InvocationClient invocation = new InvocationClient(ours.channel(), PATIENCE);
            invocation.handle(binary(here, EventKind.CAST, 0));
            invocation.handle(binary(here, EventKind.CALL, 5));
            V12Events.send(ours, V12Events.event(node.id, here, EventType.CAST, "text"));
        }

        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(node.events)
                                .extracting(Event::getStreamId)
                                .containsExactlyInAnyOrder(0L, 5L));
        assertThat(node.events)
                .extracting(event -> event.getMsg().getEventType())
                .containsExactlyInAnyOrder(EventType.ERR, EventType.CAST);
        assertThat(node.events).extracting(event -> event.getMsg().getPayload()).contains("text");
    }

    /// It would wait for ever: calls of v1.2 have no deadline.
    @Test
    void binaryReply_toItsCall_isAnErrorInstead() {
        start(onlyThere().guest("here", "state_echo").on(1, "here").map("there", "out", "here"));
        InstanceId here = mapped("out");

        try (V12Channel ours = new V12Channel(cluster.invocationUrl(1))) {
            new InvocationClient(ours.channel(), PATIENCE).handle(binary(here, EventKind.CAST, 0));
            V12Events.send(
                    ours, V12Events.event(node.id, here, EventType.CALL, "?").setStreamId(6));
        }

        assertThat(firstEvent().getMsg().getEventType()).isEqualTo(EventType.ERR);
        assertThat(firstEvent().getStreamId()).isEqualTo(6);
    }

    private io.edgeless.api.model.Event binary(InstanceId target, EventKind kind, long streamId) {
        return new io.edgeless.api.model.Event(
                new io.edgeless.api.id.InstanceId(
                        NodeId.parse(target.getNodeId()).orElseThrow(),
                        PhysicalId.parse(target.getFunctionId()).orElseThrow()),
                new io.edgeless.api.id.InstanceId(v12Id(), new PhysicalId(UUID.randomUUID())),
                kind,
                streamId,
                new byte[] {(byte) 0xff, (byte) 0xfe},
                new EventContext(0, TraceContext.NONE, Optional.empty(), 0));
    }

    private Event firstEvent() {
        await().atMost(PATIENCE).until(() -> !node.events.isEmpty());
        return node.events.getFirst();
    }

    // ---- its end ----------------------------------------------------------------------------

    @Test
    void node_thatLeaves_isForgottenAndItsFunctionsRunElsewhere() {
        WorkflowId workflow = start(twoAnywhere());
        await().atMost(PATIENCE).until(() -> places(workflow).contains(v12Id()));

        accept(node.registration().setRefreshDeadline(1));

        assertMoved(workflow);
    }

    @Test
    void node_thatFallsSilent_isForgottenAndItsFunctionsRunElsewhere() {
        WorkflowId workflow = start(twoAnywhere());
        await().atMost(PATIENCE).until(() -> places(workflow).contains(v12Id()));

        // Its period, as seen from the orchestrator, becomes short; then it says nothing more.
        accept(node.registration());

        assertMoved(workflow);
        accept(node.registration());
        cluster.awaitNodes(2);
    }

    private static void assertMoved(WorkflowId workflow) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(places(workflow))
                                .containsExactly(cluster.nodeId(1), cluster.nodeId(1)));
    }

    private static List<NodeId> places(WorkflowId workflow) {
        return List.of("a", "b").stream()
                .flatMap(name -> client.report(workflow, name).stream())
                .flatMap(report -> report.node().stream())
                .toList();
    }

    private static Flow twoAnywhere() {
        return new Flow().example("a", "noop").example("b", "noop");
    }

    // ---- shorthands -------------------------------------------------------------------------

    private static Flow onlyThere() {
        return new Flow().guest("there", "relay").with("there", "label_match_all", "v12");
    }

    private WorkflowId start(Flow flow) {
        WorkflowId workflow = client.start(flow);
        started.add(workflow);
        return workflow;
    }

    /// Where a channel of the function there leads, as far as the node was told.
    private InstanceId mapped(String channel) {
        await().atMost(PATIENCE)
                .until(() ->
                        node.patches.stream()
                                .anyMatch(patch -> patch.containsOutputMapping(channel)));
        return node.patches.getLast().getOutputMappingOrThrow(channel);
    }

    private NodeId v12Id() {
        return NodeId.parse(node.id).orElseThrow();
    }
}
