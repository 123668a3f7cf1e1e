package io.edgeless.dataplane.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventContext;
import io.edgeless.api.model.EventKind;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.dataplane.run.Patience;
import io.edgeless.dataplane.run.Room;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.Security;
import io.edgeless.world.World;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Links over real connections of this machine, to peers with streams and to peers that know the
/// unary rpc only.
@ParameterizedClass(name = "with streams: {0}")
@ValueSource(booleans = {true, false})
class LinksTest {

    private static final NodeId SELF = new NodeId(UUID.randomUUID());

    private final boolean hasStreams;
    private final World world = World.real();
    private final GrpcChannels channels = new GrpcChannels(world.clock(), Security.none());
    private final CountDownLatch latch = new CountDownLatch(1);
    private final List<String> lost = new CopyOnWriteArrayList<>();
    private final List<FakePeer> peers = new ArrayList<>();

    LinksTest(boolean hasStreams) {
        this.hasStreams = hasStreams;
    }

    @AfterEach
    void close() {
        latch.countDown();
        channels.close();
        peers.forEach(FakePeer::close);
        world.timers().close();
    }

    private Links links(Duration timeout) {
        return new Links(channels, timeout, world.clock(), world.timers());
    }

    private Links patientLinks() {
        return links(Duration.ofSeconds(60));
    }

    private FakePeer add(Links links, FakePeer peer) {
        peers.add(peer);
        links.add(peer.node, peer.url());
        return peer;
    }

    private FakePeer peer(Consumer<Event> behaviour) {
        return new FakePeer(behaviour, 0, hasStreams);
    }

    private static InstanceId sender() {
        return new InstanceId(SELF, new PhysicalId(UUID.randomUUID()));
    }

    private static Event event(InstanceId from, InstanceId to, long number) {
        return event(from, to, number, EventKind.CAST);
    }

    private static Event event(InstanceId from, InstanceId to, long number, EventKind kind) {
        return new Event(to, from, kind, number, new byte[] {1}, EventContext.NONE);
    }

    private void lost(RpcException failure) {
        lost.add(String.valueOf(failure.getMessage()));
    }

    private Links.Sent send(Links links, Event event) {
        return links.send(event, Patience.NONE, this::lost);
    }

    // ---- order ------------------------------------------------------------------------------

    @Test
    void events_ofOneSenderToOneTarget_arriveInTheirOrder() {
        Links links = patientLinks();
        // A peer that handles each rpc on its own thread, some of them later than others.
        FakePeer peer =
                add(
                        links,
                        peer(event -> {
                            for (int i = ThreadLocalRandom.current().nextInt(2_000); i > 0; i--) {
                                Thread.onSpinWait();
                            }
                        }));
        List<InstanceId> senders = List.of(sender(), sender());
        List<InstanceId> targets = List.of(peer.instance(), peer.instance());
        for (int i = 1; i <= 100; i++) {
            for (InstanceId from : senders) {
                for (InstanceId to : targets) {
                    assertThat(send(links, event(from, to, i))).isEqualTo(Links.Sent.SENT);
                }
            }
        }

        await().until(() -> peer.events.size() == 400);
        for (InstanceId from : senders) {
            for (InstanceId to : targets) {
                assertThat(peer.events)
                        .filteredOn(event -> event.source().equals(from))
                        .filteredOn(event -> event.target().equals(to))
                        .extracting(Event::streamId)
                        .hasSize(100)
                        .isSorted();
            }
        }
        assertThat(lost).isEmpty();
    }

    @Test
    void lines_ofTheUnaryRpc_doNotWaitForEachOther() {
        assumeThat(hasStreams).isFalse();
        Links links = patientLinks();
        InstanceId slow = sender();
        FakePeer peer =
                add(
                        links,
                        peer(event -> {
                            if (event.source().equals(slow)) {
                                FakePeer.waitingFor(latch).accept(event);
                            }
                        }));
        var _ = send(links, event(slow, peer.instance(), 1));
        InstanceId quick = sender();
        InstanceId target = peer.instance();
        for (int i = 0; i < 10; i++) {
            var _ = send(links, event(quick, target, i));
        }

        await().until(() -> peer.events.size() == 10);
        assertThat(peer.events).allMatch(event -> event.source().equals(quick));
    }

    @Test
    void events_ofOneLineOfTheUnaryRpc_areWithThePeerOneAtATime() {
        assumeThat(hasStreams).isFalse();
        Links links = patientLinks();
        FakePeer peer = add(links, peer(event -> Thread.onSpinWait()));
        InstanceId from = sender();
        InstanceId to = peer.instance();
        for (int i = 0; i < 200; i++) {
            assertThat(send(links, event(from, to, i))).isEqualTo(Links.Sent.SENT);
        }

        await().until(() -> peer.events.size() == 200);
        assertThat(peer.concurrentMost).hasValue(1);
    }

    // ---- bounds -----------------------------------------------------------------------------

    @Test
    void link_withTooMuchUnderWay_isFullForQuestionsAndStillTakesAnswers() {
        Links links = patientLinks();
        FakePeer peer = add(links, peer(FakePeer.waitingFor(latch)));
        for (int s = 0; s < 4; s++) {
            InstanceId from = sender();
            for (int i = 0; i < 256; i++) {
                assertThat(send(links, event(from, peer.instance(), i))).isEqualTo(Links.Sent.SENT);
            }
        }

        assertThat(send(links, event(sender(), peer.instance(), 1))).isEqualTo(Links.Sent.FULL);
        assertThat(send(links, event(sender(), peer.instance(), 1, EventKind.CALL_RETURN)))
                .isEqualTo(Links.Sent.SENT);
        latch.countDown();

        await().until(() -> peer.events.size() == 1_025);
        assertThat(lost).isEmpty();
    }

    @Test
    void sender_withTooMuchUnderWay_isRefusedAndOthersAreNot() {
        Links links = patientLinks();
        FakePeer peer = add(links, peer(FakePeer.waitingFor(latch)));
        InstanceId flooding = sender();
        for (int i = 0; i < 256; i++) {
            assertThat(send(links, event(flooding, peer.instance(), i))).isEqualTo(Links.Sent.SENT);
        }

        assertThat(send(links, event(flooding, peer.instance(), 1))).isEqualTo(Links.Sent.FULL);
        assertThat(send(links, event(sender(), peer.instance(), 1))).isEqualTo(Links.Sent.SENT);
    }

    @Test
    void sender_withTooManyBytesUnderWay_isRefused() {
        Links links = patientLinks();
        FakePeer peer = add(links, peer(FakePeer.waitingFor(latch)));
        InstanceId flooding = sender();
        for (int i = 0; i < 2; i++) {
            assertThat(send(links, large(flooding, peer.instance()))).isEqualTo(Links.Sent.SENT);
        }

        assertThat(send(links, large(flooding, peer.instance()))).isEqualTo(Links.Sent.FULL);
    }

    private static Event large(InstanceId from, InstanceId to) {
        return new Event(to, from, EventKind.CAST, 0, new byte[4 << 20], EventContext.NONE);
    }

    @Test
    void patientSender_waitsForRoomOnTheLink() {
        Links links = patientLinks();
        FakePeer peer = add(links, peer(FakePeer.waitingFor(latch)));
        InstanceId from = sender();
        for (int i = 0; i < 256; i++) {
            var _ = send(links, event(from, peer.instance(), i));
        }
        CompletableFuture<Boolean> waits = new CompletableFuture<>();
        Patience patience =
                (room, attempt) -> {
                    waits.complete(true);
                    return awaitRoom(room, attempt);
                };
        CompletableFuture<Links.Sent> sent =
                CompletableFuture.supplyAsync(
                        () -> links.send(event(from, peer.instance(), 257), patience, this::lost));
        waits.join();

        latch.countDown();

        assertThat(sent.join()).isEqualTo(Links.Sent.SENT);
        await().until(() -> peer.events.size() == 257);
    }

    private static boolean awaitRoom(Room room, BooleanSupplier attempt) {
        try {
            return room.await(attempt, Duration.ofSeconds(60).toNanos()) > 0;
        } catch (InterruptedException e) {
            return false;
        }
    }

    // ---- peers ------------------------------------------------------------------------------

    @Test
    void event_forANodeThatIsNoPeer_isRefused() {
        Links links = patientLinks();
        InstanceId somewhere = new InstanceId(new NodeId(UUID.randomUUID()), sender().function());
        assertThat(send(links, event(sender(), somewhere, 1))).isEqualTo(Links.Sent.NO_PEER);
    }

    @Test
    void firstEvent_toAPeerThatWasJustAdded_isNeverLost() {
        for (int i = 0; i < 20; i++) {
            Links links = patientLinks();
            FakePeer peer = add(links, peer(event -> {}));
            assertThat(send(links, event(sender(), peer.instance(), i))).isEqualTo(Links.Sent.SENT);
            await().pollInterval(Duration.ofMillis(2)).until(() -> peer.events.size() == 1);
        }
        assertThat(lost).isEmpty();
    }

    /// The connection was tried, and refused, before the peer was there.
    @Test
    void event_toAPeerThatComesUpLater_waitsForItsConnection() {
        Links links = patientLinks();
        int port = FakePeer.freePort();
        NodeId node = new NodeId(UUID.randomUUID());
        links.add(node, "http://127.0.0.1:" + port);
        InstanceId target = new InstanceId(node, sender().function());
        InstanceId from = sender();
        assertThat(send(links, event(from, target, 1))).isEqualTo(Links.Sent.SENT);
        assertThat(send(links, event(from, target, 2))).isEqualTo(Links.Sent.SENT);

        FakePeer peer = new FakePeer(event -> {}, port, hasStreams);
        peers.add(peer);

        await().atMost(Duration.ofSeconds(30)).until(() -> peer.events.size() == 2);
        assertThat(peer.events).extracting(Event::streamId).containsExactly(1L, 2L);
        assertThat(lost).isEmpty();
    }

    @Test
    void loss_isToldWhileOthersMayChangeThePeers() {
        Links links = patientLinks();
        NodeId node = new NodeId(UUID.randomUUID());
        NodeId other = new NodeId(UUID.randomUUID());
        String url = "http://127.0.0.1:" + FakePeer.freePort();
        links.add(node, url);
        CompletableFuture<Boolean> changed = new CompletableFuture<>();
        Consumer<RpcException> lost =
                failure -> {
                    CompletableFuture<Void> change =
                            CompletableFuture.runAsync(() -> links.add(other, url));
                    changed.complete(succeeds(change));
                };
        InstanceId target = new InstanceId(node, sender().function());
        assertThat(links.send(event(sender(), target, 1), Patience.NONE, lost))
                .isEqualTo(Links.Sent.SENT);

        links.remove(node);

        assertThat(changed).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(true);
        assertThat(links.snapshot()).containsOnlyKeys(other);
    }

    private static boolean succeeds(CompletableFuture<Void> change) {
        try {
            change.get(10, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            return false;
        }
    }

    @Test
    void peer_thatIsGone_isDownAfterTheTimeoutUntilItIsHeardFrom() {
        Links links = links(Duration.ofMillis(100));
        int port = FakePeer.freePort();
        NodeId node = new NodeId(UUID.randomUUID());
        links.add(node, "http://127.0.0.1:" + port);
        InstanceId target = new InstanceId(node, sender().function());
        InstanceId from = sender();
        for (int i = 0; i < 5; i++) {
            assertThat(send(links, event(from, target, i))).isEqualTo(Links.Sent.SENT);
        }

        await().until(() -> lost.size() == 5);
        assertThat(send(links, event(from, target, 6))).isEqualTo(Links.Sent.DOWN);

        links.heardFrom(node);
        assertThat(send(links, event(from, target, 7))).isEqualTo(Links.Sent.SENT);
        await().until(() -> lost.size() == 6);
    }

    @Test
    void peer_thatIsDown_isTriedAgain() {
        Links links = links(Duration.ofMillis(200));
        int port = FakePeer.freePort();
        NodeId node = new NodeId(UUID.randomUUID());
        links.add(node, "http://127.0.0.1:" + port);
        InstanceId target = new InstanceId(node, sender().function());
        var _ = send(links, event(sender(), target, 1));
        await().until(() -> lost.size() == 1);

        FakePeer peer = new FakePeer(event -> {}, port, hasStreams);
        peers.add(peer);

        await().atMost(Duration.ofSeconds(60))
                .until(() -> {
                    var _ = send(links, event(sender(), target, 2));
                    return !peer.events.isEmpty();
                });
        // The peer has it a moment before its answer is here.
        await().until(() ->
                send(links, event(sender(), target, 3)) == Links.Sent.SENT
                        && send(links, event(sender(), target, 4)) == Links.Sent.SENT);
    }

    @Test
    void peer_thatAcceptsAndNeverAnswers_costsItsEventsAndNothingElse() {
        Links links = links(Duration.ofMillis(200));
        FakePeer silent = add(links, peer(FakePeer.waitingFor(latch)));
        FakePeer healthy = add(links, peer(event -> {}));
        InstanceId from = sender();
        InstanceId target = silent.instance();
        for (int i = 0; i < 50; i++) {
            assertThat(send(links, event(from, target, i))).isEqualTo(Links.Sent.SENT);
        }

        await().until(() -> lost.size() == 50);
        assertThat(send(links, event(from, target, 51))).isEqualTo(Links.Sent.DOWN);
        assertThat(send(links, event(from, healthy.instance(), 1))).isEqualTo(Links.Sent.SENT);
        await().until(() -> healthy.events.size() == 1);
    }

    @Test
    void peer_thatRefuses_losesThatEventOnly() {
        Links links = patientLinks();
        FakePeer peer =
                add(
                        links,
                        peer(event -> {
                            if (event.streamId() == 1) {
                                throw new RpcException(RpcException.Code.INTERNAL, "Server Error");
                            }
                        }));
        InstanceId from = sender();
        InstanceId target = peer.instance();
        for (int i = 1; i <= 3; i++) {
            var _ = send(links, event(from, target, i));
        }

        await().until(() -> peer.events.size() == 2 && lost.size() == 1);
        assertThat(lost.getFirst()).contains(hasStreams ? "refused it" : "Server Error");
    }

    @Test
    void removedPeer_losesWhatWaits() {
        Links links = patientLinks();
        FakePeer peer = add(links, peer(FakePeer.waitingFor(latch)));
        InstanceId from = sender();
        InstanceId target = peer.instance();
        for (int i = 0; i < 10; i++) {
            var _ = send(links, event(from, target, i));
        }

        links.remove(peer.node);
        latch.countDown();

        assertThat(send(links, event(from, target, 11))).isEqualTo(Links.Sent.NO_PEER);
        await().until(() -> lost.size() + peer.events.size() == 10);
        assertThat(lost).hasSizeGreaterThanOrEqualTo(9);
    }

    @Test
    void peer_thatEndsItsStream_isSentWhatFollowsByAnother() {
        assumeThat(hasStreams).isTrue();
        Links links = patientLinks();
        FakePeer first = add(links, peer(event -> {}));
        InstanceId target = first.instance();
        InstanceId from = sender();
        assertThat(send(links, event(from, target, 1))).isEqualTo(Links.Sent.SENT);
        await().until(() -> first.events.size() == 1);

        int port = first.port();
        first.close();
        FakePeer again = new FakePeer(event -> {}, port, true);
        peers.add(again);
        assertThat(send(links, event(from, target, 2))).isEqualTo(Links.Sent.SENT);
        assertThat(send(links, event(from, target, 3))).isEqualTo(Links.Sent.SENT);

        await().atMost(Duration.ofSeconds(30)).until(() -> again.events.size() + lost.size() == 2);
        assertThat(again.events).extracting(Event::streamId).isSorted();
    }

    @Test
    void peer_thatEndsEveryStream_isTriedNowAndThenUntilItsEventsAreTooLate() {
        assumeThat(hasStreams).isTrue();
        Links links = links(Duration.ofMillis(700));
        FakePeer peer = add(links, peer(event -> {}));
        peer.endStreams();
        InstanceId from = sender();
        InstanceId target = peer.instance();
        for (int i = 0; i < 10; i++) {
            assertThat(send(links, event(from, target, i))).isEqualTo(Links.Sent.SENT);
        }

        await().until(() -> lost.size() == 10);
        assertThat(peer.events).isEmpty();
    }

    /// Every event is either taken by the peer or said to be lost, and never both.
    @Test
    void events_ofManySendersAtATime_areAllAccountedForAndInTheirOrder() throws Exception {
        Links links = patientLinks();
        FakePeer peer = add(links, peer(event -> {}));
        InstanceId target = peer.instance();
        List<Thread> senders = new ArrayList<>();
        for (int s = 0; s < 8; s++) {
            InstanceId from = sender();
            senders.add(
                    Thread.startVirtualThread(() -> {
                        for (int i = 1; i <= 500; i++) {
                            var _ =
                                    links.send(
                                            event(from, target, i),
                                            LinksTest::awaitRoom,
                                            this::lost);
                        }
                    }));
        }
        for (Thread each : senders) {
            each.join();
        }

        await().until(() -> peer.events.size() == 4_000);
        assertThat(lost).isEmpty();
        peer.events.stream()
                .collect(Collectors.groupingBy(Event::source))
                .values()
                .forEach(events ->
                        assertThat(events).extracting(Event::streamId).hasSize(500).isSorted());
    }

    @Test
    void node_atTheUrlOfOneThatIsRemoved_isStillReached() {
        Links links = patientLinks();
        FakePeer peer = add(links, peer(event -> {}));
        NodeId before = new NodeId(UUID.randomUUID());
        links.add(before, peer.url());

        links.remove(before);

        assertThat(send(links, event(sender(), peer.instance(), 1))).isEqualTo(Links.Sent.SENT);
        await().until(() -> peer.events.size() == 1);
        assertThat(links.snapshot()).containsOnlyKeys(peer.node);
    }

    @Test
    void peer_withAnotherUrl_isReachedThere() {
        Links links = patientLinks();
        FakePeer first = add(links, peer(event -> {}));
        FakePeer second = peer(event -> {});
        peers.add(second);

        links.add(first.node, second.url());

        assertThat(send(links, event(sender(), first.instance(), 1))).isEqualTo(Links.Sent.SENT);
        await().until(() -> second.events.size() == 1);
        assertThat(first.events).isEmpty();
    }

    @Test
    void peer_withAMalformedUrl_losesItsEventsWithTheReason() {
        Links links = patientLinks();
        NodeId node = new NodeId(UUID.randomUUID());
        links.add(node, "nowhere");
        InstanceId target = new InstanceId(node, sender().function());
        InstanceId from = sender();
        for (int i = 0; i < 100; i++) {
            assertThat(send(links, event(from, target, i))).isEqualTo(Links.Sent.SENT);
        }

        await().until(() -> lost.size() == 100);
        assertThat(lost.getFirst()).contains("nowhere");
    }
}
