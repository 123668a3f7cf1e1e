package io.edgeless.systemtest.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;

import io.edgeless.systemtest.cluster.ClusterClient;
import io.edgeless.systemtest.cluster.Guests;
import io.edgeless.systemtest.compat.v12.Event;
import io.edgeless.systemtest.compat.v12.EventType;
import io.edgeless.systemtest.compat.v12.InstanceId;
import io.edgeless.world.simulated.ManualClock;
import io.edgeless.world.simulated.ManualTimers;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Real guests on a node of ours that cast and call before an orchestrator has patched them, as it
/// does after all starts; their events lead to a node of v1.2, which keeps them.
class FirstPatchTest {

    private static final Duration PATIENCE = ClusterClient.PATIENCE;

    @TempDir Path folder;

    private final ManualTimers timers = new ManualTimers(new ManualClock());
    private final OurNode node = new OurNode(timers);
    private final InstanceId target =
            V12Events.instance(node.peer.id, UUID.randomUUID().toString());

    @BeforeEach
    void start() {
        var _ = node.start(folder, "");
        node.agent.addPeer(node.peer);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    /// A guest whose handler of init has ended.
    private InstanceId initialised(String guest, String payload) {
        ByteString code = ByteString.copyFrom(Guests.hostile(guest));
        return node.agent.started(node.agent.start(guest, code, Map.of("init-payload", payload)));
    }

    private void cast(InstanceId guest, String payload) {
        V12Events.send(
                node.invocation, V12Events.event(node.peer.id, guest, EventType.CAST, payload));
    }

    private void awaitPayloads(String... payloads) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(node.peer.events)
                                .extracting(event -> event.getMsg().getPayload())
                                .containsExactly(payloads));
    }

    private void awaitDropped(String reason, long events) {
        await().atMost(PATIENCE).until(() -> node.dropped(reason) == events);
    }

    /// Its call would have hung until a time that never comes, were it not answered at once; it is
    /// not among what is sent later.
    @Test
    void castsDuringInit_areHeldUntilTheFirstPatchAndSentInTheirOrder() {
        InstanceId guest = initialised("init_cast", "");
        assertThat(node.peer.events).isEmpty();

        node.agent.patch(guest, "out", target);
        cast(guest, "late");

        awaitPayloads("early-1", "early-2", "late");
        assertThat(node.peer.events)
                .extracting(event -> event.getMsg().getEventType())
                .containsOnly(EventType.CAST);
        assertThat(node.dropped("unknown_channel")).as("the call").isOne();
        timers.advance(Duration.ofSeconds(11));
        assertThat(node.dropped("never_patched")).isZero();
    }

    @Test
    void castsDuringInit_areDroppedAndCountedAfterTenSecondsWithoutAPatch() {
        InstanceId guest = initialised("init_cast", "");
        timers.advance(Duration.ofMillis(9_999));
        assertThat(node.dropped("never_patched")).isZero();

        timers.advance(Duration.ofMillis(1));
        assertThat(node.dropped("never_patched")).isEqualTo(2);

        node.agent.patch(guest, "out", target);
        cast(guest, "late");
        awaitPayloads("late");
    }

    @Test
    void castsDuringInit_areHeldUpTo64() {
        InstanceId guest = initialised("flood", "casts=100");
        assertThat(node.dropped("held_full")).isEqualTo(36);

        node.agent.patch(guest, "out", target);

        await().atMost(PATIENCE).until(() -> node.peer.events.size() == 64);
    }

    @Test
    void castsDuringInit_areHeldUpTo256KiB() {
        InstanceId most = initialised("flood", "payload=262144");
        InstanceId _ = initialised("flood", "payload=262145");
        assertThat(node.dropped("held_full")).isOne();

        node.agent.patch(most, "out", target);

        await().atMost(PATIENCE).until(() -> node.peer.events.size() == 1);
        assertThat(node.peer.events.getFirst().getMsg().getPayload()).hasSize(262_144);
    }

    @Test
    void unknownAlias_afterAPatch_isIgnoredAndCountedForCastsAndAnErrorForCalls() {
        InstanceId flood = initialised("flood", "");
        InstanceId relay = initialised("relay", "");
        for (InstanceId guest : List.of(flood, relay)) {
            node.agent.patch(guest, "other", target);
        }

        cast(flood, "casts=2");
        awaitDropped("unknown_channel", 2);
        cast(flood, "delayed=3");
        awaitDropped("unknown_channel", 5);
        V12Events.send(
                node.invocation,
                V12Events.event(node.peer.id, relay, EventType.CALL, "?").setStreamId(7));

        await().atMost(PATIENCE).until(() -> node.peer.events.size() == 1);
        Event answer = node.peer.events.getFirst();
        assertThat(answer.getMsg().getEventType()).isEqualTo(EventType.ERR);
        assertThat(answer.getStreamId()).isEqualTo(7);
        assertThat(node.dropped("unknown_channel")).isEqualTo(6);
    }
}
