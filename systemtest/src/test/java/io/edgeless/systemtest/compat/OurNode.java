package io.edgeless.systemtest.compat;

import io.edgeless.node.NodeMain;
import io.edgeless.node.NodeSettings;
import io.edgeless.process.settings.TomlFile;
import io.edgeless.systemtest.cluster.FreePorts;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.Timers;
import io.edgeless.world.World;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;

/// A node of ours among programs of v1.2: its orchestrator, and a node beside it. Closing it stops
/// them all.
final class OurNode implements AutoCloseable {

    final V12Orchestrator orchestrator = new V12Orchestrator();
    final V12Node peer = new V12Node();
    final String id = UUID.randomUUID().toString();
    final String agentUrl = FreePorts.url();
    final String invocationUrl = FreePorts.url();
    final V12Channel invocation = new V12Channel(invocationUrl);
    final V12Agent agent = new V12Agent(agentUrl);

    private final String metricsUrl = FreePorts.url();
    private final World world;
    private AutoCloseable node = () -> {};

    OurNode() {
        world = World.real();
    }

    /// @param timers are moved by the test
    OurNode(Timers timers) {
        World real = World.real();
        real.timers().close();
        world = new World(real.clock(), timers, real.network(), real.disk(), real.chance());
    }

    /// @param folder for data and file logs
    /// @param wasm further lines of its table `wasm_runtime`
    OurNode start(Path folder, String wasm) {
        String toml =
                """
                [general]
                node_id = "%s"
                agent_url = "%s"
                invocation_url = "%s"
                node_register_url = "%s"
                subscription_refresh_interval_sec = 1
                data_dir = "%s"
                [telemetry]
                metrics_url = "%s"
                [resources]
                prepend_hostname = false
                file_log_provider = "file-log-1"
                file_log_directory = "%s"
                [wasm_runtime]
                enabled = true
                %s
                """
                        .formatted(
                                id,
                                agentUrl,
                                invocationUrl,
                                orchestrator.nodeRegisterUrl(),
                                folder.resolve("data"),
                                metricsUrl,
                                folder,
                                wasm);
        node = NodeMain.start(NodeSettings.read(settings(toml)), world, message -> {});
        return this;
    }

    private static SettingsReader settings(String toml) {
        return switch (TomlFile.parse(toml, "node.toml")) {
            case TomlFile.Result.Parsed(SettingsReader read) -> read;
            case TomlFile.Result.Broken(String message) -> throw new AssertionError(message);
        };
    }

    /// How many events it has dropped for this reason.
    long dropped(String reason) {
        String name = "edgeless_events_dropped_" + reason + "_total ";
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length())))
                .findFirst()
                .orElse(0);
    }

    private String metrics() {
        try (var page = URI.create(metricsUrl + "/metrics").toURL().openStream()) {
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        agent.close();
        invocation.close();
        try {
            node.close();
        } catch (Exception e) {
            throw new AssertionError("not closed in order", e);
        }
        orchestrator.close();
        peer.close();
        world.timers().close();
    }
}
