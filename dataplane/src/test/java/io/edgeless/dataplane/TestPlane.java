package io.edgeless.dataplane;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventContext;
import io.edgeless.api.model.EventKind;
import io.edgeless.api.rpc.EventLinkService;
import io.edgeless.api.rpc.InvocationService;
import io.edgeless.component.CallResult;
import io.edgeless.component.Limits;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.GrpcServer;
import io.edgeless.process.grpc.Listen;
import io.edgeless.process.grpc.Security;
import io.edgeless.process.grpc.ServerLimits;
import io.edgeless.world.Counters;
import io.edgeless.world.Timers;
import io.edgeless.world.World;
import io.grpc.BindableService;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// A data plane in the real world, with its counters; a node of it that others can reach if asked
/// for.
final class TestPlane implements AutoCloseable {

    static final Duration LONG = Duration.ofSeconds(60);

    final NodeId node = new NodeId(UUID.randomUUID());
    final Counters counters = new Counters();
    final World world;
    final DataPlane plane;

    /// Events that were handled.
    final AtomicLong handled = new AtomicLong();

    private final GrpcChannels channels;
    private final List<AutoCloseable> owned = new ArrayList<>();

    TestPlane() {
        this(settings());
    }

    TestPlane(DataPlaneSettings settings) {
        this(settings, World.real());
    }

    TestPlane(DataPlaneSettings settings, World world) {
        this.world = world;
        this.channels = new GrpcChannels(world.clock(), Security.none());
        this.plane =
                DataPlane.open(
                        node,
                        settings,
                        new DataPlane.Surroundings(
                                world,
                                channels,
                                counters,
                                (id, kind, transfer, execution) -> handled.incrementAndGet()));
    }

    /// Nothing times out by itself.
    static DataPlaneSettings settings() {
        return new DataPlaneSettings(LONG, Duration.ofSeconds(5), Duration.ofMillis(100));
    }

    /// The real world with timers that the test advances.
    static World with(Timers timers) {
        World real = World.real();
        return new World(real.clock(), timers, real.network(), real.disk(), real.chance());
    }

    static PhysicalId freshId() {
        return new PhysicalId(UUID.randomUUID());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The default limits with these instead.
    static Limits limits(int mailboxEventsMax, int mailboxBytesMax, Duration cpu, Duration wall) {
        Limits limits = Limits.DEFAULT;
        return new Limits(
                limits.memoryPagesMax(),
                limits.payloadBytesMax(),
                limits.stateBytesMax(),
                mailboxEventsMax,
                mailboxBytesMax,
                cpu,
                wall,
                limits.pendingCallsMax(),
                limits.timersMax(),
                limits.logLinesPerSecond(),
                limits.logLineBytesMax());
    }

    static Limits mailbox(int eventsMax) {
        return limits(eventsMax, 16 << 20, Limits.DEFAULT.cpuBudget(), Limits.DEFAULT.wallBudget());
    }

    // ---- instances --------------------------------------------------------------------------

    FakeComponent function(FakeComponent.Script script) {
        return function(script, Limits.DEFAULT);
    }

    FakeComponent function(FakeComponent.Script script, Limits limits) {
        FakeComponent component = closedFunction(script, limits, "");
        component.port().open();
        return component;
    }

    /// One that is not open yet.
    FakeComponent closedFunction(FakeComponent.Script script, Limits limits, String className) {
        FakeComponent component = new FakeComponent(script);
        component.at(
                plane.register(
                        freshId(),
                        component,
                        PortSettings.function(limits, component::interrupt, Optional.empty())
                                .ofClass(className)));
        return component;
    }

    FakeComponent resource(FakeComponent.Script script, int concurrentEventsMax) {
        return resource(new FakeComponent(script, concurrentEventsMax), Limits.DEFAULT);
    }

    FakeComponent resource(FakeComponent component, Limits limits) {
        component.at(
                plane.register(
                        freshId(), component, PortSettings.resource(limits, Optional.empty())));
        component.port().open();
        return component;
    }

    /// Maps the channel `out` of one to another.
    static void connect(FakeComponent from, FakeComponent to) {
        from.port().patch(Map.of("out", to.port().self()), List.of());
    }

    /// Somebody who sends from outside of any handler.
    FakeComponent client() {
        return resource(FakeComponent.NOTHING, 1);
    }

    /// An event from an instance of another node.
    static Event from(InstanceId source, InstanceId target, EventKind kind, long streamId) {
        return new Event(target, source, kind, streamId, bytes("remote"), EventContext.NONE);
    }

    InstanceId stranger() {
        return new InstanceId(new NodeId(UUID.randomUUID()), freshId());
    }

    static CallResult.Failure failure(CallResult result) {
        return result instanceof CallResult.Failed(CallResult.Failure failure, String detail)
                ? failure
                : throwUnexpected(result);
    }

    private static CallResult.Failure throwUnexpected(CallResult result) {
        throw new AssertionError("not a failure: " + result);
    }

    static String reply(CallResult result) {
        return result instanceof CallResult.Reply(byte[] payload)
                ? new String(payload, StandardCharsets.UTF_8)
                : "no reply: " + result;
    }

    // ---- counters ---------------------------------------------------------------------------

    long drops(DropReason reason) {
        return counters.counter(reason).total();
    }

    long drops() {
        return Arrays.stream(DropReason.values()).mapToLong(this::drops).sum();
    }

    // ---- connections ------------------------------------------------------------------------

    /// Lets other nodes send to it; returns its URL.
    String listen() {
        EventLinkService links = new EventLinkService(plane);
        List<BindableService> services = new ArrayList<>(new InvocationService(plane).services());
        services.add(links);
        String url = listen(services);
        owned.addFirst(links);
        return url;
    }

    /// The same as a node of v1.2, which has no services of ours.
    String listenAsV12() {
        return listen(List.of(new InvocationService(plane).services().getFirst()));
    }

    private String listen(List<BindableService> services) {
        GrpcServer server =
                GrpcServer.openForPrompt(
                        Listen.plain("test", "http://127.0.0.1:0"),
                        ServerLimits.events().withCloseGrace(Duration.ofMillis(100)),
                        counters,
                        services);
        owned.add(server);
        return "http://127.0.0.1:" + server.port();
    }

    /// Both can send to each other.
    static void join(TestPlane one, TestPlane other) {
        one.plane.peers().add(other.node, other.listen());
        other.plane.peers().add(one.node, one.listen());
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : owned) {
            each.close();
        }
        plane.close();
        channels.close();
        world.timers().close();
    }
}
