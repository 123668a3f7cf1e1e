package io.edgeless.dataplane.link;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Event;
import io.edgeless.api.rpc.EventLinkService;
import io.edgeless.api.rpc.InvocationService;
import io.edgeless.api.rpc.Invocations;
import io.edgeless.process.grpc.GrpcServer;
import io.edgeless.process.grpc.Listen;
import io.edgeless.process.grpc.ServerLimits;
import io.edgeless.world.Counters;
import io.grpc.BindableService;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A node that only takes events: at once, slowly, or not at all.
final class FakePeer implements Invocations, AutoCloseable {

    final NodeId node = new NodeId(UUID.randomUUID());
    final List<Event> events = new CopyOnWriteArrayList<>();
    final AtomicInteger concurrentMost = new AtomicInteger();

    private final AtomicInteger concurrent = new AtomicInteger();
    private final Consumer<Event> behaviour;
    private final EventLinkService streams = new EventLinkService(this);
    private final GrpcServer server;

    /// One of v1.2, which knows the unary rpc only.
    FakePeer(Consumer<Event> behaviour) {
        this(behaviour, 0, false);
    }

    FakePeer(Consumer<Event> behaviour, int port, boolean hasStreams) {
        this.behaviour = behaviour;
        List<BindableService> services = new ArrayList<>(new InvocationService(this).services());
        if (hasStreams) {
            services.add(streams);
        }
        server =
                GrpcServer.open(
                        Listen.plain("test", "http://127.0.0.1:" + port),
                        ServerLimits.events().withCloseGrace(Duration.ofMillis(100)),
                        new Counters(),
                        services);
    }

    /// It ends the streams, and every one to come.
    void endStreams() {
        streams.close();
    }

    static Consumer<Event> waitingFor(CountDownLatch latch) {
        return event -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    int port() {
        return server.port();
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    InstanceId instance() {
        return new InstanceId(node, new PhysicalId(UUID.randomUUID()));
    }

    @Override
    public void handle(Event event) {
        concurrentMost.accumulateAndGet(concurrent.incrementAndGet(), Math::max);
        try {
            behaviour.accept(event);
            events.add(event);
        } finally {
            concurrent.decrementAndGet();
        }
    }

    /// The port of a server that was closed again: nobody listens there.
    static int freePort() {
        try (FakePeer gone = new FakePeer(event -> {})) {
            return gone.port();
        }
    }

    @Override
    public void close() {
        streams.close();
        server.close();
    }
}
