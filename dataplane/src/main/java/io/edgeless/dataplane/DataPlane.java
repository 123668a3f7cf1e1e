package io.edgeless.dataplane;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Event;
import io.edgeless.api.rpc.Invocations;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.component.Component;
import io.edgeless.dataplane.link.Links;
import io.edgeless.dataplane.run.GuestThreads;
import io.edgeless.dataplane.run.Paces;
import io.edgeless.dataplane.run.Watchdog;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.world.Counters;
import io.edgeless.world.World;

/// How events travel on one node and from it to others. Opened and closed by the node. Safe for
/// concurrent use.
public final class DataPlane implements Invocations, AutoCloseable {

    private final Router router;
    private final Peers peers;
    private final CellServices services;

    private DataPlane(Router router, Peers peers, CellServices services) {
        this.router = router;
        this.peers = peers;
        this.services = services;
    }

    /// What a data plane needs from its node.
    public record Surroundings(
            World world, GrpcChannels channels, Counters counters, HandlingListener listener) {}

    /// Opens the data plane of this node.
    public static DataPlane open(NodeId self, DataPlaneSettings settings, Surroundings around) {
        Drops drops = new Drops(around.counters());
        World world = around.world();
        Links links =
                new Links(
                        around.channels(), settings.eventTimeout(), world.clock(), world.timers());
        Router router = new Router(self, world.clock(), drops, links);
        CellServices services =
                new CellServices(
                        settings,
                        router,
                        new GuestThreads(),
                        new Paces(),
                        new Watchdog(),
                        around.listener(),
                        world,
                        drops);
        return new DataPlane(router, new Peers(self, links, router::nodeGone), services);
    }

    /// Gives an instance its address. Events wait until [Port#open()].
    public Port register(PhysicalId id, Component component, PortSettings portSettings) {
        Port port = new Port(new InstanceId(router.node(), id), component, portSettings, services);
        router.add(port);
        return port;
    }

    @Override
    public void handle(Event event) {
        if (!event.target().node().equals(router.node())) {
            throw new RpcException(RpcException.Code.INTERNAL, "Server Error");
        }
        router.accept(event);
    }

    /// The other nodes.
    public Peers peers() {
        return peers;
    }

    @Override
    public void close() {
        router.endCalls();
        services.watchdog().close();
        services.threads().close();
    }
}
