package io.edgeless.systemtest.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;

import io.edgeless.systemtest.cluster.Guests;
import io.edgeless.systemtest.compat.v12.Event;
import io.edgeless.systemtest.compat.v12.EventType;
import io.edgeless.systemtest.compat.v12.InstanceId;
import io.edgeless.systemtest.compat.v12.ResourceInstanceSpecification;
import io.edgeless.systemtest.compat.v12.StartComponentResponse;
import io.edgeless.systemtest.compat.v12.UpdateNodeRequest;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/// A node of ours under an orchestrator of v1.2, and beside a node of v1.2.
class NodeUnderV12Test {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path folder;

    private final OurNode ours = new OurNode();
    private final V12Orchestrator orchestrator = ours.orchestrator;
    private final V12Node peer = ours.peer;
    private final String nodeId = ours.id;
    private final V12Channel invocation = ours.invocation;
    private final V12Agent agent = ours.agent;

    @BeforeEach
    void startNode() {
        var _ = ours.start(folder, "");
    }

    @AfterEach
    void stopAll() {
        ours.close();
    }

    // ---- registration -----------------------------------------------------------------------

    @Test
    void node_registersWithWhatV12Needs() {
        await().atMost(PATIENCE).until(() -> !orchestrator.registrations.isEmpty());

        UpdateNodeRequest registration = orchestrator.registrations.getFirst();
        assertThat(registration.getNodeId()).isEqualTo(nodeId);
        assertThat(registration.getAgentUrl()).isEqualTo(ours.agentUrl);
        assertThat(registration.getInvocationUrl()).isEqualTo(ours.invocationUrl);
        assertThat(registration.getCapabilities().getRuntimesList()).contains("RUST_WASM");
        assertThat(registration.getCapabilities().getNumCpus()).isPositive();
        assertThat(registration.getCapabilities().getNumCores()).isPositive();
        assertThat(registration.getCapabilities().getMemSize()).isPositive();
        assertThat(registration.getResourceProvidersList())
                .anySatisfy(provider -> {
                    assertThat(provider.getProviderId()).isEqualTo("file-log-1");
                    assertThat(provider.getClassType()).isEqualTo("file-log");
                });
        assertThat(registration.getHealthStatus().getMemAvailable()).isPositive();
        assertThat(registration.getRefreshDeadline())
                .isGreaterThan(Instant.now().getEpochSecond() - 5);
    }

    @Test
    void node_refreshesWithTheSameNonceAndALaterDeadline() {
        await().atMost(PATIENCE).until(() -> orchestrator.registrations.size() >= 3);

        List<UpdateNodeRequest> seen = List.copyOf(orchestrator.registrations);
        assertThat(seen)
                .extracting(UpdateNodeRequest::getNonce)
                .containsOnly(seen.getFirst().getNonce());
        assertThat(seen.get(2).getRefreshDeadline())
                .isGreaterThan(seen.getFirst().getRefreshDeadline());
    }

    // ---- functions --------------------------------------------------------------------------

    @Test
    void function_startedByV12_answersACallOfAV12Peer() {
        agent.addPeer(peer);
        InstanceId pong = agent.startExample("pong");

        Event.Builder call = V12Events.event(peer.id, pong, EventType.CALL, "PING").setStreamId(7);
        V12Events.send(invocation, call);

        Event reply = firstEvent();
        assertThat(reply.getMsg().getEventType()).isEqualTo(EventType.CALL_RET);
        assertThat(reply.getMsg().getPayload()).isEqualTo("PONG");
        assertThat(reply.getStreamId()).isEqualTo(7);
        assertThat(reply.getSource()).isEqualTo(pong);
        assertThat(reply.getTarget()).isEqualTo(call.getSource());
        assertThat(reply.getMetadata()).isEqualTo(call.getMetadata());
    }

    @Test
    void functionWithoutAnswer_saysSo() {
        agent.addPeer(peer);
        InstanceId noop = agent.startExample("noop");

        V12Events.send(
                invocation, V12Events.event(peer.id, noop, EventType.CALL, "?").setStreamId(8));

        assertThat(firstEvent().getMsg().getEventType()).isEqualTo(EventType.CALL_NO_RET);
    }

    @Test
    void functionThatTraps_answersAnError() {
        agent.addPeer(peer);
        InstanceId trap =
                agent.started(
                        agent.start(
                                "trap",
                                ByteString.copyFrom(Guests.hostile("trap")),
                                Map.of("init-payload", "call")));

        V12Events.send(
                invocation, V12Events.event(peer.id, trap, EventType.CALL, "?").setStreamId(9));

        assertThat(firstEvent().getMsg().getEventType()).isEqualTo(EventType.ERR);
    }

    @Test
    void function_patchedToAV12Peer_castsThere() {
        agent.addPeer(peer);
        InstanceId incr = agent.startExample("incr");
        InstanceId target = V12Events.instance(peer.id, UUID.randomUUID().toString());
        agent.patch(incr, "result", target);

        V12Events.send(invocation, V12Events.event(peer.id, incr, EventType.CAST, "41"));

        Event cast = firstEvent();
        assertThat(cast.getTarget()).isEqualTo(target);
        assertThat(cast.getSource()).isEqualTo(incr);
        assertThat(cast.getStreamId()).isZero();
        assertThat(cast.getMsg().getEventType()).isEqualTo(EventType.CAST);
        assertThat(cast.getMsg().getPayload()).isEqualTo("42");
        assertThat(cast.getMetadata().getTraceId().size()).isEqualTo(16);
        assertThat(cast.getMetadata().getSpanId().size()).isEqualTo(8);
    }

    @Test
    void functions_thatCannotBeStarted_areRefusedWithAReason() {
        StartComponentResponse broken =
                agent.start("broken", ByteString.copyFromUtf8("no wasm"), Map.of());
        StartComponentResponse foreign = agent.startOfType("CONTAINER");
        StartComponentResponse empty = agent.startNothing();

        assertThat(broken.hasInstanceId()).isFalse();
        assertThat(broken.getResponseError().getSummary()).isNotEmpty();
        assertThat(broken.getResponseError().getDetail()).isNotEmpty();
        assertThat(foreign.getResponseError().getSummary())
                .isEqualTo("Error when creating a function instance");
        assertThat(foreign.getResponseError().getDetail())
                .isEqualTo("Could not find runner for CONTAINER");
        assertThat(empty.getResponseError().getSummary())
                .isEqualTo("Invalid function instance creation request");
    }

    @Test
    void commandsForUnknownFunctions_areOk() {
        InstanceId unknown = V12Events.instance(nodeId, UUID.randomUUID().toString());

        agent.stopFunction(unknown);
        agent.patch(unknown, "out", unknown);
    }

    @Test
    void unreadableCommands_areAnsweredInvalidArgument() {
        InstanceId bad = V12Events.instance(nodeId, "me");

        assertInvalid(() -> agent.stopFunction(bad), "Error when stopping a function instance: ");
        assertInvalid(
                () -> agent.patch(bad, "out", bad),
                "Error when updating the links of a function instance: ");
        assertInvalid(() -> agent.stopResource(bad), "Error when deleting a resource: ");
        assertInvalid(agent::stopLogical, "Wrong Type");
        assertInvalid(agent::updateNoPeer, "");
    }

    private static void assertInvalid(ThrowingCallable command, String description) {
        assertThatThrownBy(command).hasMessageStartingWith("INVALID_ARGUMENT: " + description);
    }

    @Test
    void function_interpreted_doesTheSameWithoutBeingCompiled() throws IOException {
        try (OurNode slow = new OurNode()) {
            Path data = folder.resolve("slow");
            var _ = slow.start(data, "tier = \"interpreter\"");
            slow.agent.addPeer(slow.peer);
            InstanceId pong = slow.agent.startExample("pong");
            InstanceId _ = agent.startExample("pong");

            V12Events.send(
                    slow.invocation,
                    V12Events.event(slow.peer.id, pong, EventType.CALL, "PING").setStreamId(7));

            await().atMost(PATIENCE).until(() -> !slow.peer.events.isEmpty());
            assertThat(slow.peer.events.getFirst().getMsg().getPayload()).isEqualTo("PONG");
            assertThat(compiled(data)).isEmpty();
            assertThat(compiled(folder.resolve("data"))).as("by the usual tier").isNotEmpty();
        }
    }

    /// What the cache of compiled modules of a node has.
    private static List<Path> compiled(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().contains("/cache/wasm_runtime/"))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }

    // ---- resources --------------------------------------------------------------------------

    @Test
    void resource_startedByV12_takesEventsUntilItIsStopped() throws IOException {
        InstanceId log = agent.started(agent.startResource(fileLog("seen.log")));
        V12Events.send(invocation, V12Events.event(peer.id, log, EventType.CAST, "one"));
        await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("seen.log")));

        agent.stopResource(log);
        V12Events.send(invocation, V12Events.event(peer.id, log, EventType.CAST, "two"));

        assertThat(Files.readAllLines(folder.resolve("seen.log"))).containsExactly("one");
    }

    @Test
    void resources_thatCannotBeStarted_areRefusedInTheWordsOfV12() {
        var unknown = ResourceInstanceSpecification.newBuilder().setResourceClassType("x").build();
        var nameless =
                ResourceInstanceSpecification.newBuilder().setResourceClassType("file-log").build();

        assertThat(agent.startResource(unknown).getResponseError().getSummary())
                .isEqualTo("Error when creating a resource");
        assertThat(agent.startResource(unknown).getResponseError().getDetail())
                .isEqualTo("Provider for class_type does not exist: x");
        assertThat(agent.startResource(nameless).getResponseError().getSummary())
                .isEqualTo("Invalid resource configuration");
        assertThat(agent.startResource(nameless).getResponseError().getDetail())
                .isEqualTo("Field 'filename' missing");
    }

    @Test
    void stopOfAnUnknownResource_isAnsweredInternal() {
        String id = UUID.randomUUID().toString();

        assertThatThrownBy(() -> agent.stopResource(V12Events.instance(nodeId, id)))
                .hasMessage(
                        "INTERNAL: Error when deleting a resource:"
                                + " Cannot stop a resource, not found with fid: "
                                + id);
    }

    private static ResourceInstanceSpecification fileLog(String name) {
        return ResourceInstanceSpecification.newBuilder()
                .setResourceClassType("file-log")
                .putConfiguration("filename", name)
                .setWorkflowId(UUID.randomUUID().toString())
                .build();
    }

    // ---- events -----------------------------------------------------------------------------

    @Test
    void call_toAnUnknownInstance_isAnsweredWithAnError() {
        agent.addPeer(peer);
        InstanceId unknown = V12Events.instance(nodeId, UUID.randomUUID().toString());

        V12Events.send(
                invocation, V12Events.event(peer.id, unknown, EventType.CALL, "?").setStreamId(3));

        assertThat(firstEvent().getMsg().getEventType()).isEqualTo(EventType.ERR);
    }

    @Test
    void events_thatGoNowhere_areAnsweredAsByV12() {
        agent.addPeer(peer);
        InstanceId pong = agent.startExample("pong");
        InstanceId unknown = V12Events.instance(nodeId, UUID.randomUUID().toString());
        InstanceId elsewhere =
                V12Events.instance(UUID.randomUUID().toString(), pong.getFunctionId());

        V12Events.send(invocation, V12Events.event(peer.id, unknown, EventType.CAST, ""));
        assertThatThrownBy(() ->
                        V12Events.send(
                                invocation,
                                V12Events.event(peer.id, elsewhere, EventType.CAST, "")))
                .hasMessage("INTERNAL: Server Error");
        Event.Builder whole = V12Events.event(peer.id, pong, EventType.CALL, "");
        assertBad(whole.clone().clearMetadata());
        assertBad(whole.clone().clearTarget());
        assertBad(whole.clone().clearSource());
        assertBad(whole.clone().clearMsg());
        assertBad(whole.clone().clearCreated());
        assertBad(whole.clone().setTarget(V12Events.instance(nodeId, "me")));

        V12Events.send(invocation, whole.setStreamId(1));
        assertThat(firstEvent().getMsg().getPayload()).isEqualTo("PONG");
    }

    private void assertBad(Event.Builder event) {
        assertThatThrownBy(() -> V12Events.send(invocation, event))
                .hasMessageStartingWith("INVALID_ARGUMENT: Bad Request");
    }

    @Test
    void strayReplies_changeNothing() {
        agent.addPeer(peer);
        InstanceId pong = agent.startExample("pong");
        for (EventType type : List.of(EventType.CALL_RET, EventType.CALL_NO_RET, EventType.ERR)) {
            V12Events.send(
                    invocation, V12Events.event(peer.id, pong, type, "never").setStreamId(1));
        }

        V12Events.send(
                invocation, V12Events.event(peer.id, pong, EventType.CALL, "?").setStreamId(1));

        assertThat(firstEvent().getMsg().getPayload()).isEqualTo("PONG");
    }

    @Test
    void peerThatIsRemoved_getsNothingMore() {
        agent.addPeer(peer);
        // Nobody is there, so that each call is answered before its rpc is.
        InstanceId unknown = V12Events.instance(nodeId, UUID.randomUUID().toString());
        Event.Builder call = V12Events.event(peer.id, unknown, EventType.CALL, "?");
        V12Events.send(invocation, call.setStreamId(1));
        assertThat(firstEvent().getStreamId()).isOne();

        agent.removePeer(peer);
        V12Events.send(invocation, call.setStreamId(2));
        agent.addPeer(peer);
        V12Events.send(invocation, call.setStreamId(3));

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(peer.events).extracting(Event::getStreamId).contains(3L));
        assertThat(peer.events).extracting(Event::getStreamId).doesNotContain(2L);
    }

    @Test
    void reset_stopsEverything() {
        agent.addPeer(peer);
        InstanceId pong = agent.startExample("pong");

        agent.reset();

        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    V12Events.send(
                            invocation,
                            V12Events.event(peer.id, pong, EventType.CALL, "?").setStreamId(9));
                    assertThat(peer.events)
                            .anyMatch(event -> event.getMsg().getEventType() == EventType.ERR);
                });
    }

    private Event firstEvent() {
        await().atMost(PATIENCE).until(() -> !peer.events.isEmpty());
        return peer.events.getFirst();
    }
}
