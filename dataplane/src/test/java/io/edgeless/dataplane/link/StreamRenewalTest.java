package io.edgeless.dataplane.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventContext;
import io.edgeless.api.model.EventKind;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.Security;
import io.edgeless.world.Clock;
import io.edgeless.world.World;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.MethodDescriptor;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/// Old streams are replaced, and nothing is lost or overtaken by that.
class StreamRenewalTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final World world = World.real();
    private final AtomicLong aheadNanos = new AtomicLong();
    private final AtomicInteger streams = new AtomicInteger();
    private final List<String> lost = new CopyOnWriteArrayList<>();
    private final GrpcChannels channels = new GrpcChannels(world.clock(), Security.none());
    private final FakePeer peer = new FakePeer(event -> {}, 0, true);
    private final InstanceId from =
            new InstanceId(new NodeId(UUID.randomUUID()), new PhysicalId(UUID.randomUUID()));
    private final InstanceId to = peer.instance();
    private final PeerLink link =
            new PeerLink(
                    peer.url(),
                    ClientInterceptors.intercept(channels.to(peer.url()), new StreamCounter()),
                    TIMEOUT,
                    new EarlyClock(),
                    world.timers());

    /// The clock of the machine, some time ahead.
    private final class EarlyClock implements Clock {

        @Override
        public long nanos() {
            return world.clock().nanos() + aheadNanos.get();
        }

        @Override
        public long epochNanos() {
            return world.clock().epochNanos() + aheadNanos.get();
        }
    }

    private final class StreamCounter implements ClientInterceptor {

        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(
                MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            streams.incrementAndGet();
            return next.newCall(method, options);
        }
    }

    @AfterEach
    void close() {
        link.close();
        channels.close();
        peer.close();
        world.timers().close();
    }

    private void send(long first, long last) {
        for (long number = first; number <= last; number++) {
            Event event =
                    new Event(to, from, EventKind.CAST, number, new byte[] {1}, EventContext.NONE);
            Parcel parcel =
                    link.parcel(event, failure -> lost.add(String.valueOf(failure.getMessage())));
            assertThat(link.admit(parcel)).isEqualTo(Links.Sent.SENT);
            link.send(parcel);
        }
    }

    private void awaitEvents(int number) {
        await().atMost(TIMEOUT).until(() -> peer.events.size() == number);
        assertThat(peer.events)
                .extracting(Event::streamId)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, number).boxed().toList());
    }

    @Test
    void stream_thatIsOld_isReplacedAndEventsStayInTheirOrder() {
        send(1, 10);
        awaitEvents(10);
        aheadNanos.addAndGet(StreamLink.AGE_MAX.toNanos() - TIMEOUT.toNanos());
        send(11, 20);
        awaitEvents(20);
        assertThat(streams).hasValue(1);

        aheadNanos.addAndGet(TIMEOUT.toNanos());
        send(21, 200);

        awaitEvents(200);
        assertThat(streams).hasValue(2);
        assertThat(lost).isEmpty();
    }
}
