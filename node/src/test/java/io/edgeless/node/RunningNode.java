package io.edgeless.node;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.ComponentRef;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.StartResult;
import io.edgeless.api.rpc.ComponentClient;
import io.edgeless.api.rpc.InsightClient;
import io.edgeless.api.rpc.LogClient;
import io.edgeless.api.rpc.NodeManagementClient;
import io.edgeless.node.instance.ScriptedFactory;
import io.edgeless.node.instance.ScriptedRuntime;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.Security;
import io.edgeless.process.settings.TomlFile;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/// A whole node on free ports, with scripted runtimes and resources, and clients for what it
/// offers.
final class RunningNode implements AutoCloseable {

    static final NodeId ID = new NodeId(new UUID(9, 9));
    static final LogicalId LOGICAL = ScriptedRuntime.LOGICAL;

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    final Path data;
    final World world = World.real();
    final ComponentClient components;
    final NodeManagementClient management;
    final LogClient logs;
    final InsightClient insight;
    private final GrpcChannels channels = new GrpcChannels(world.clock(), Security.none());
    private final NodeMain node;

    private RunningNode(NodeMain node, Path data, String agentUrl) {
        this.node = node;
        this.data = data;
        components = new ComponentClient(channels.to(agentUrl), DEADLINE);
        management = new NodeManagementClient(channels.to(agentUrl), DEADLINE);
        logs = new LogClient(channels.to(agentUrl), DEADLINE);
        insight = new InsightClient(channels.to(agentUrl), DEADLINE);
    }

    /// Starts a node on this folder.
    ///
    /// @param more lines of node.toml
    static RunningNode start(Path data, String orchestratorUrl, String more) {
        return start(data, orchestratorUrl, more, World.real());
    }

    static RunningNode start(Path data, String orchestratorUrl, String more, World ofNode) {
        String agentUrl = freeUrl();
        NodeSettings settings = settings(data, agentUrl, orchestratorUrl, more);
        return new RunningNode(NodeMain.start(settings, ofNode, message -> {}), data, agentUrl);
    }

    static NodeSettings settings(Path data, String agentUrl, String orchestratorUrl, String more) {
        String toml =
                """
                [general]
                node_id = "%s"
                agent_url = "%s"
                invocation_url = "%s"
                node_register_url = "%s"
                subscription_refresh_interval_sec = 1
                data_dir = "%s"
                %s
                """
                        .formatted(ID, agentUrl, freeUrl(), orchestratorUrl, data, more);
        return NodeSettings.read(read(toml));
    }

    static SettingsReader read(String toml) {
        return switch (TomlFile.parse(toml, "node.toml")) {
            case TomlFile.Result.Parsed(SettingsReader reader) -> reader;
            case TomlFile.Result.Broken(String message) -> throw new AssertionError(message);
        };
    }

    static String freeUrl() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ScriptedRuntime runtime() {
        return ScriptedFactory.runtime(data);
    }

    static FunctionSpec function(String code, long epoch) {
        return ScriptedRuntime.function(
                Binary.of(code.getBytes(StandardCharsets.UTF_8)), Map.of(), epoch);
    }

    /// Starts something that must start.
    static InstanceId started(StartResult result) {
        if (result instanceof StartResult.Started(ComponentRef.Physical(InstanceId id))) {
            return id;
        }
        throw new AssertionError(result.toString());
    }

    @Override
    public void close() {
        channels.close();
        node.close();
        world.timers().close();
    }
}
