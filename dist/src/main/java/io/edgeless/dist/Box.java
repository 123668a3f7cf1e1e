package io.edgeless.dist;

import io.edgeless.api.id.NodeId;
import io.edgeless.node.NodeSettings;
import io.edgeless.process.grpc.SecuritySettings;
import io.edgeless.process.lifecycle.Closer;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// A whole cluster in this process: controller, orchestrator and nodes, which talk over real
/// sockets just as separate processes do. Closing it leaves nothing behind.
final class Box implements AutoCloseable {

    static final String CONTROLLER_URL = "http://127.0.0.1:7001";

    private static final int FIRST_NODE_PORT = 7005;
    private static final int PORTS_PER_NODE = 4;

    private final Closer closer;

    private Box(Closer closer) {
        this.closer = closer;
    }

    /// Starts everything; a complaint when a port is in use.
    ///
    /// @param failed told when a program cannot go on
    /// @param keep where to keep data; empty: in a temporary folder that goes with the box
    static Box start(int nodes, Optional<Path> keep, Consumer<String> failed) {
        Closer closer = new Closer();
        try {
            World world = World.real();
            closer.own(world.timers());
            Path data = keep.orElseGet(() -> closer.own(TemporaryFolder.create()).path());
            closer.own(start(Programs.controller(), controller(data), world, failed));
            closer.own(start(Programs.orchestrator(), orchestrator(data), world, failed));
            for (int number = 1; number <= nodes; number++) {
                closer.own(start(Programs.node(), node(data, number), world, failed));
            }
            return new Box(closer);
        } catch (RuntimeException | Error e) {
            closer.close();
            throw e;
        }
    }

    private static AutoCloseable start(
            Program program, String toml, World world, Consumer<String> failed) {
        return program.starter()
                .start(withoutTls(Templates.parse(toml, program.name())), world, failed);
    }

    /// The box keeps to itself: it speaks plain text on loopback addresses whatever TLS files lie
    /// in the folder where it is started.
    private static SettingsReader withoutTls(SettingsReader settings) {
        return settings.with("general", SecuritySettings.TLS_KEY, "");
    }

    private static String controller(Path data) {
        return """
        controller_url = "%s"
        domain_register_url = "http://127.0.0.1:7002"
        persistence_filename = ""
        data_dir = "%s"
        """
                .formatted(CONTROLLER_URL, data.resolve("controller"));
    }

    private static String orchestrator(Path data) {
        return """
        [general]
        domain_register_url = "http://127.0.0.1:7002"
        subscription_refresh_interval_sec = 2
        domain_id = "domain-7000"
        orchestrator_url = "http://127.0.0.1:7003"
        orchestrator_url_announced = "http://127.0.0.1:7003"
        node_register_url = "http://127.0.0.1:7004"
        data_dir = "%s"
        [baseline]
        orchestration_strategy = "Random"
        [proxy]
        proxy_type = "None"
        """
                .formatted(data.resolve("orchestrator"));
    }

    /// The id of a node follows from its number, so that kept data is found again.
    private static String node(Path data, int number) {
        String id =
                UUID.nameUUIDFromBytes(("node-" + number).getBytes(StandardCharsets.UTF_8))
                        .toString();
        return NodeSettings.template(
                        NodeId.parse(id).orElseThrow(),
                        FIRST_NODE_PORT + (number - 1) * PORTS_PER_NODE,
                        number)
                .replace("edgeless-data/node-" + id, data.resolve("node-" + number).toString());
    }

    @Override
    public void close() {
        closer.close();
    }
}
