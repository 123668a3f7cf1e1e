package io.edgeless.bench.micro;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Event;
import io.edgeless.api.rpc.EventLinkService;
import io.edgeless.api.rpc.InvocationService;
import io.edgeless.component.Component;
import io.edgeless.component.Limits;
import io.edgeless.component.Outcome;
import io.edgeless.dataplane.DataPlane;
import io.edgeless.dataplane.DataPlaneSettings;
import io.edgeless.dataplane.Port;
import io.edgeless.dataplane.PortSettings;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.GrpcServer;
import io.edgeless.process.grpc.Listen;
import io.edgeless.process.grpc.Security;
import io.edgeless.process.grpc.ServerLimits;
import io.edgeless.process.lifecycle.Closer;
import io.edgeless.world.Counters;
import io.edgeless.world.Reading;
import io.edgeless.world.World;
import io.grpc.BindableService;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The data plane of one node, without the rest of the node. Closing it ends all of it.
final class Plane implements AutoCloseable {

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

    /// Longer than on a node: the first event waits for classes to be loaded and compiled, and one
    /// that is given up ends the measurement.
    private static final Duration EVENT_TIMEOUT = Duration.ofSeconds(20);

    private final Closer closer = new Closer();
    private final World world = World.real();
    private final Counters counters = new Counters();
    private final NodeId self = new NodeId(world.chance().uuid());
    private final DataPlane plane;
    private final GrpcServer server;

    /// @param hasStreams false: other nodes send to it by the unary rpc
    Plane(boolean hasStreams) {
        closer.own(world.timers());
        GrpcChannels channels = closer.own(new GrpcChannels(world.clock(), Security.none()));
        plane =
                closer.own(
                        DataPlane.open(
                                self,
                                settings(),
                                new DataPlane.Surroundings(
                                        world,
                                        channels,
                                        counters,
                                        (instance, kind, transferNanos, executionNanos) -> {})));
        EventLinkService links = new EventLinkService(plane);
        List<BindableService> services = new ArrayList<>(new InvocationService(plane).services());
        if (hasStreams) {
            services.add(links);
        }
        server =
                closer.own(
                        GrpcServer.openForPrompt(
                                Listen.plain("bench", "http://127.0.0.1:0"),
                                ServerLimits.events(),
                                counters,
                                services));
        closer.own(links);
    }

    private static DataPlaneSettings settings() {
        return new DataPlaneSettings(
                CALL_TIMEOUT, EVENT_TIMEOUT, DataPlaneSettings.of(CALL_TIMEOUT).patience());
    }

    /// An instance that takes events at once.
    ///
    /// @param component is given the address it will have
    Port open(Function<Port, Component> component) {
        Deferred deferred = new Deferred();
        Port port =
                plane.register(
                        new PhysicalId(world.chance().uuid()),
                        deferred,
                        PortSettings.function(Limits.DEFAULT, () -> {}, Optional.empty()));
        deferred.component = component.apply(port);
        port.open();
        return port;
    }

    /// Lets the instances of this one reach those of the other.
    void knows(Plane other) {
        plane.peers().add(other.self, "http://127.0.0.1:" + other.server.port());
    }

    /// What became of events that were not handled, and everything else that was counted.
    String counted() {
        List<String> totals = new ArrayList<>();
        for (Counters.Series series : counters.snapshot()) {
            if (series.reading() instanceof Reading.Total(long total) && total > 0) {
                totals.add(series.metric().exported() + " " + total);
            }
        }
        return totals.isEmpty() ? "nothing" : String.join(", ", totals);
    }

    World world() {
        return world;
    }

    /// Maps the one channel of a component.
    static void connect(Port from, InstanceId to) {
        from.patch(Map.of("out", to), List.of());
    }

    @Override
    public void close() {
        closer.close();
    }

    /// The address comes first, the component that knows it second.
    private static final class Deferred implements Component {

        /// Set before the port is opened.
        private volatile Component component = event -> Outcome.NO_REPLY;

        @Override
        public Outcome handle(Event event) {
            return component.handle(event);
        }
    }
}
