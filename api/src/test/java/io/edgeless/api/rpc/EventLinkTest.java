package io.edgeless.api.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.model.Event;
import io.edgeless.api.rpc.wire.v2.EventLinkGrpc;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

class EventLinkTest {

    private final List<Event> handled = new CopyOnWriteArrayList<>();

    /// Keeps what it hears.
    private static final class Heard implements EventLinkClient.Listener {

        final AtomicInteger taken = new AtomicInteger();
        final List<Integer> refused = new CopyOnWriteArrayList<>();
        final CompletableFuture<Optional<RpcException>> end = new CompletableFuture<>();

        @Override
        public void ready() {}

        @Override
        public void taken(int events, List<Integer> positions) {
            refused.addAll(positions);
            taken.addAndGet(events);
        }

        @Override
        public void closed(Optional<RpcException> failure) {
            end.complete(failure);
        }
    }

    private static List<Event> events(int count) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Event like = Examples.event();
            events.add(
                    new Event(
                            like.target(),
                            like.source(),
                            like.kind(),
                            i,
                            new byte[] {(byte) 0xff, (byte) i},
                            like.context()));
        }
        return events;
    }

    private void take(Event event) {
        handled.add(event);
        if (event.streamId() == 1) {
            throw new RpcException(RpcException.Code.INTERNAL, "it is for another node");
        }
        if (event.streamId() == 2) {
            throw new IllegalStateException("a fault of ours, by the test");
        }
    }

    @Test
    void batch_isHandledInItsOrder_andAnsweredWithWhatWasRefused() {
        Heard heard = new Heard();
        try (var service = new EventLinkService(this::take);
                var wired = new Wired(service)) {
            var stream = new EventLinkClient(wired.channel()).open(heard);
            await().until(stream::isReady);
            stream.send(events(4));
            stream.send(events(1));

            await().until(() -> heard.taken.get() == 5);
            assertThat(heard.refused).containsExactly(1, 2);
            assertThat(handled).extracting(Event::streamId).containsExactly(0L, 1L, 2L, 3L, 0L);
            assertThat(handled.get(3).payload()).containsExactly(0xff, 3);

            stream.end();
            assertThat(heard.end.join()).isEmpty();
        }
    }

    @Test
    void service_thatCloses_endsItsStreamsAndThoseToCome() {
        Heard heard = new Heard();
        Heard later = new Heard();
        try (var service = new EventLinkService(this::take);
                var wired = new Wired(service)) {
            var client = new EventLinkClient(wired.channel());
            var stream = client.open(heard);
            await().until(stream::isReady);
            stream.send(events(1));
            await().until(() -> heard.taken.get() == 1);

            service.close();

            assertThat(heard.end.join()).isEmpty();
            stream.send(events(1));
            var _ = client.open(later);
            assertThat(later.end.join()).isEmpty();
            assertThat(handled).hasSize(1);
        }
    }

    @Test
    void server_withoutTheService_isToldApart() {
        Heard heard = new Heard();
        try (var wired = new Wired(new InvocationService(event -> {}).services())) {
            var _ = new EventLinkClient(wired.channel()).open(heard);

            assertThat(heard.end.join())
                    .map(RpcException::code)
                    .contains(RpcException.Code.UNIMPLEMENTED);
        }
    }

    @Test
    void bytesThatAreNoBatch_endTheStreamWithTheReason() {
        var bytes = Wired.Bytes.MARSHALLER;
        CompletableFuture<Status> end = new CompletableFuture<>();
        var observer =
                new StreamObserver<byte[]>() {
                    @Override
                    public void onNext(byte[] answer) {}

                    @Override
                    public void onError(Throwable error) {
                        end.complete(Status.fromThrowable(error));
                    }

                    @Override
                    public void onCompleted() {
                        end.complete(Status.OK);
                    }
                };
        try (var service = new EventLinkService(this::take);
                var wired = new Wired(service)) {
            var method = EventLinkGrpc.getOpenMethod().toBuilder(bytes, bytes).build();
            ClientCalls.asyncBidiStreamingCall(
                            wired.channel().newCall(method, CallOptions.DEFAULT), observer)
                    .onNext(new byte[] {(byte) 0xff, (byte) 0xff});

            assertThat(end.join().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(end.join().getDescription()).startsWith("Bad Request: ");
            assertThat(handled).isEmpty();
        }
    }
}
