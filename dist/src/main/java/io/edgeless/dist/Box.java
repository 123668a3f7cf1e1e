package io.edgeless.dist;

import io.edgeless.api.id.NodeId;
import io.edgeless.node.NodeSettings;
import io.edgeless.process.grpc.SecuritySettings;
import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;

/// A whole cluster in this process: controller, orchestrator and nodes, which talk over real
/// sockets just as separate processes do. Belongs to a lifetime; its end leaves nothing behind.
final class Box {

    private static final String ANY_NODE_REGISTER_URL = "http://127.0.0.1:7004";

    private final Lifetime lifetime;
    private final World world;
    private final Path data;
    private final Ports ports;

    private Box(Lifetime lifetime, World world, Path data, Ports ports) {
        this.lifetime = lifetime;
        this.world = world;
        this.data = data;
        this.ports = ports;
    }

    /// Starts one node and what it needs; their data end with the lifetime.
    static void start(Lifetime lifetime, Ports ports, World world) {
        Path data = lifetime.start(TemporaryFolder::create).path();
        new Box(lifetime, world, data, ports).start(1);
    }

    /// Starts everything; a complaint when a port is in use.
    static void start(Lifetime lifetime, BoxOptions options, World world) {
        int nodes = options.nodes();
        Ports ports = options.ports();
        Path data = options.data().orElseGet(() -> lifetime.start(TemporaryFolder::create).path());
        try {
            new Box(lifetime, world, data, ports).start(nodes);
        } catch (StartupException e) {
            String message = String.valueOf(e.getMessage());
            throw message.contains("in use")
                    ? new StartupException(
                            message + "; or start this cluster elsewhere with --first-port", e)
                    : e;
        }
    }

    private void start(int nodes) {
        start(Programs.controller(), controller());
        start(Programs.orchestrator(), orchestrator());
        int port = ports.firstNode();
        for (int number = 1; number <= nodes; number++) {
            start(Programs.node(), node(number, port));
            port = number < nodes ? Ports.after(port) : port;
        }
    }

    private void start(Program program, String toml) {
        lifetime.start(() ->
                program.starter()
                        .start(
                                withoutTls(Templates.parse(toml, program.name())),
                                world,
                                lifetime::failed));
    }

    /// The box keeps to itself: it speaks plain text on loopback addresses whatever TLS files lie
    /// in the folder where it is started.
    private static SettingsReader withoutTls(SettingsReader settings) {
        return settings.with("general", SecuritySettings.TLS_KEY, "");
    }

    private String controller() {
        return """
        controller_url = "%s"
        domain_register_url = "%s"
        persistence_filename = ""
        data_dir = %s
        """
                .formatted(ports.controllerUrl(), ports.domainRegisterUrl(), folder("controller"));
    }

    private String orchestrator() {
        return """
        [general]
        domain_register_url = "%s"
        subscription_refresh_interval_sec = 2
        domain_id = "domain-7000"
        orchestrator_url = "%3$s"
        orchestrator_url_announced = "%3$s"
        node_register_url = "%4$s"
        data_dir = %2$s
        [baseline]
        orchestration_strategy = "Random"
        [proxy]
        proxy_type = "None"
        """
                .formatted(
                        ports.domainRegisterUrl(),
                        folder("orchestrator"),
                        ports.orchestratorUrl(),
                        ports.nodeRegisterUrl());
    }

    /// The id of a node follows from its number, so that kept data is found again.
    private String node(int number, int firstPort) {
        String id =
                UUID.nameUUIDFromBytes(("node-" + number).getBytes(StandardCharsets.UTF_8))
                        .toString();
        return NodeSettings.template(NodeId.parse(id).orElseThrow(), firstPort, number)
                .replace(ANY_NODE_REGISTER_URL, ports.nodeRegisterUrl())
                .replace("\"edgeless-data/node-" + id + "\"", folder("node-" + number));
    }

    /// As a text of TOML, whatever the user named the folder.
    private String folder(String name) {
        String path = data.resolve(name).toString();
        return '"' + path.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
