package io.edgeless.systemtest.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;

import io.edgeless.node.NodeMain;
import io.edgeless.node.NodeSettings;
import io.edgeless.process.settings.TomlFile;
import io.edgeless.systemtest.cluster.FreePorts;
import io.edgeless.systemtest.cluster.Guests;
import io.edgeless.systemtest.compat.v12.Event;
import io.edgeless.systemtest.compat.v12.EventData;
import io.edgeless.systemtest.compat.v12.EventSerializedMetadata;
import io.edgeless.systemtest.compat.v12.EventTimestamp;
import io.edgeless.systemtest.compat.v12.EventType;
import io.edgeless.systemtest.compat.v12.FunctionClassSpecification;
import io.edgeless.systemtest.compat.v12.FunctionInstanceGrpc;
import io.edgeless.systemtest.compat.v12.FunctionInvocationGrpc;
import io.edgeless.systemtest.compat.v12.InstanceId;
import io.edgeless.systemtest.compat.v12.NodeManagementGrpc;
import io.edgeless.systemtest.compat.v12.PatchRequest;
import io.edgeless.systemtest.compat.v12.SpawnFunctionRequest;
import io.edgeless.systemtest.compat.v12.StartComponentResponse;
import io.edgeless.systemtest.compat.v12.StatePolicy;
import io.edgeless.systemtest.compat.v12.StateSpecification;
import io.edgeless.systemtest.compat.v12.UpdateNodeRequest;
import io.edgeless.systemtest.compat.v12.UpdatePeersRequest;
import io.edgeless.systemtest.compat.v12.UpdatePeersRequestType;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/// A node of ours under an orchestrator of v1.2, and beside a node of v1.2.
class NodeUnderV12Test {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir Path folder;

    private final World world = World.real();
    private final V12Orchestrator orchestrator = new V12Orchestrator();
    private final V12Node peer = new V12Node();
    private final String nodeId = UUID.randomUUID().toString();
    private final String agentUrl = FreePorts.url();
    private final String invocationUrl = FreePorts.url();
    private AutoCloseable node = () -> {};

    @BeforeEach
    void startNode() {
        node = NodeMain.start(NodeSettings.read(settings()), world, message -> {});
    }

    private SettingsReader settings() {
        String toml =
                """
                [general]
                node_id = "%s"
                agent_url = "%s"
                invocation_url = "%s"
                node_register_url = "%s"
                subscription_refresh_interval_sec = 1
                data_dir = "%s"
                [wasm_runtime]
                enabled = true
                [resources]
                prepend_hostname = false
                file_log_provider = "file-log-1"
                file_log_directory = "%s"
                """
                        .formatted(
                                nodeId,
                                agentUrl,
                                invocationUrl,
                                orchestrator.nodeRegisterUrl(),
                                folder.resolve("data"),
                                folder);
        return switch (TomlFile.parse(toml, "node.toml")) {
            case TomlFile.Result.Parsed(SettingsReader read) -> read;
            case TomlFile.Result.Broken(String message) -> throw new AssertionError(message);
        };
    }

    @AfterEach
    void stopAll() throws Exception {
        node.close();
        orchestrator.close();
        peer.close();
        world.timers().close();
    }

    @Test
    void node_registersWithWhatV12Needs() {
        await().atMost(PATIENCE).until(() -> !orchestrator.registrations.isEmpty());

        UpdateNodeRequest registration = orchestrator.registrations.getFirst();
        assertThat(registration.getNodeId()).isEqualTo(nodeId);
        assertThat(registration.getAgentUrl()).isEqualTo(agentUrl);
        assertThat(registration.getInvocationUrl()).isEqualTo(invocationUrl);
        assertThat(registration.getCapabilities().getRuntimesList()).contains("RUST_WASM");
        assertThat(registration.getCapabilities().getNumCpus()).isPositive();
        assertThat(registration.getCapabilities().getNumCores()).isPositive();
        assertThat(registration.getRefreshDeadline())
                .isGreaterThan(Instant.now().getEpochSecond() - 5);
    }

    @Test
    void function_startedByV12_answersACallOfAV12Peer() {
        try (V12Channel agent = new V12Channel(agentUrl);
                V12Channel invocation = new V12Channel(invocationUrl)) {
            addPeer(agent);
            InstanceId pong = start(agent, "pong", Map.of());

            send(invocation, event(pong, EventType.CALL, 7, "PING"));

            await().atMost(PATIENCE).until(() -> !peer.events.isEmpty());
            Event reply = peer.events.getFirst();
            assertThat(reply.getMsg().getEventType()).isEqualTo(EventType.CALL_RET);
            assertThat(reply.getMsg().getPayload()).isEqualTo("PONG");
            assertThat(reply.getStreamId()).isEqualTo(7);
            assertThat(reply.getSource()).isEqualTo(pong);
        }
    }

    @Test
    void function_patchedToAV12Peer_castsThere() {
        try (V12Channel agent = new V12Channel(agentUrl);
                V12Channel invocation = new V12Channel(invocationUrl)) {
            addPeer(agent);
            InstanceId incr = start(agent, "incr", Map.of());
            InstanceId target = instance(peer.id, UUID.randomUUID().toString());
            patch(agent, incr, "result", target);

            send(invocation, event(incr, EventType.CAST, 0, "41"));

            await().atMost(PATIENCE).until(() -> !peer.events.isEmpty());
            Event cast = peer.events.getFirst();
            assertThat(cast.getTarget()).isEqualTo(target);
            assertThat(cast.getMsg().getPayload()).isEqualTo("42");
            assertThat(cast.getMetadata().getTraceId().size()).isEqualTo(16);
            assertThat(cast.getMetadata().getSpanId().size()).isEqualTo(8);
        }
    }

    @Test
    void function_withBrokenCode_isRefusedWithAReason() {
        try (V12Channel agent = new V12Channel(agentUrl)) {
            StartComponentResponse response =
                    start(agent, "broken", ByteString.copyFromUtf8("no wasm"), Map.of());

            assertThat(response.hasInstanceId()).isFalse();
            assertThat(response.getResponseError().getSummary()).isNotEmpty();
            assertThat(response.getResponseError().getDetail()).isNotEmpty();
        }
    }

    @Test
    void call_toAnUnknownInstance_isAnsweredWithAnError() {
        try (V12Channel agent = new V12Channel(agentUrl);
                V12Channel invocation = new V12Channel(invocationUrl)) {
            addPeer(agent);
            InstanceId unknown = instance(nodeId, UUID.randomUUID().toString());

            await().atMost(PATIENCE)
                    .untilAsserted(() -> {
                        send(invocation, event(unknown, EventType.CALL, 3, "anyone?"));
                        assertThat(peer.events).isNotEmpty();
                    });
            assertThat(peer.events.getFirst().getMsg().getEventType()).isEqualTo(EventType.ERR);
        }
    }

    @Test
    void reset_stopsEverything() {
        try (V12Channel agent = new V12Channel(agentUrl);
                V12Channel invocation = new V12Channel(invocationUrl)) {
            addPeer(agent);
            InstanceId pong = start(agent, "pong", Map.of());

            var _ =
                    NodeManagementGrpc.newBlockingStub(agent.channel())
                            .reset(Empty.getDefaultInstance());

            await().atMost(PATIENCE)
                    .untilAsserted(() -> {
                        send(invocation, event(pong, EventType.CALL, 9, "PING"));
                        assertThat(peer.events)
                                .anyMatch(event -> event.getMsg().getEventType() == EventType.ERR);
                    });
        }
    }

    // ---- playing the orchestrator and the peer ----------------------------------------------

    private void addPeer(V12Channel agent) {
        var _ =
                NodeManagementGrpc.newBlockingStub(agent.channel())
                        .updatePeers(
                                UpdatePeersRequest.newBuilder()
                                        .setRequestType(UpdatePeersRequestType.ADD)
                                        .setNodeId(peer.id)
                                        .setInvocationUrl(peer.invocationUrl())
                                        .build());
    }

    private static InstanceId start(
            V12Channel agent, String name, Map<String, String> annotations) {
        StartComponentResponse response =
                start(agent, name, ByteString.copyFrom(Guests.example(name)), annotations);
        assertThat(response.getResponseError().getSummary()).isEmpty();
        return response.getInstanceId().getInstanceId();
    }

    private static StartComponentResponse start(
            V12Channel agent, String name, ByteString code, Map<String, String> annotations) {
        return FunctionInstanceGrpc.newBlockingStub(agent.channel())
                .start(
                        SpawnFunctionRequest.newBuilder()
                                .setCode(
                                        FunctionClassSpecification.newBuilder()
                                                .setId(name)
                                                .setFunctionType("RUST_WASM")
                                                .setVersion("0.1")
                                                .setBinary(code))
                                .putAllAnnotations(annotations)
                                .setStateSpecification(
                                        StateSpecification.newBuilder()
                                                .setStateId(UUID.randomUUID().toString())
                                                .setPolicy(StatePolicy.NODE_LOCAL))
                                .setWorkflowId(UUID.randomUUID().toString())
                                .build());
    }

    private static void patch(
            V12Channel agent, InstanceId instance, String channel, InstanceId target) {
        var _ =
                FunctionInstanceGrpc.newBlockingStub(agent.channel())
                        .patch(
                                PatchRequest.newBuilder()
                                        .setFunctionId(instance.getFunctionId())
                                        .putOutputMapping(channel, target)
                                        .build());
    }

    private Event event(InstanceId target, EventType type, long streamId, String payload) {
        return Event.newBuilder()
                .setTarget(target)
                .setSource(instance(peer.id, UUID.randomUUID().toString()))
                .setStreamId(streamId)
                .setMsg(EventData.newBuilder().setEventType(type).setPayload(payload))
                .setCreated(EventTimestamp.newBuilder().setSecs(Instant.now().getEpochSecond()))
                .setMetadata(
                        EventSerializedMetadata.newBuilder()
                                .setTraceId(ByteString.copyFrom(new byte[16]))
                                .setSpanId(ByteString.copyFrom(new byte[8])))
                .build();
    }

    private static InstanceId instance(String node, String function) {
        return InstanceId.newBuilder().setNodeId(node).setFunctionId(function).build();
    }

    private static void send(V12Channel invocation, Event event) {
        var _ = FunctionInvocationGrpc.newBlockingStub(invocation.channel()).handle(event);
    }
}
