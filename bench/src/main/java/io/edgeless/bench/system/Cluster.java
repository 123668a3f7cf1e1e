package io.edgeless.bench.system;

import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.WorkflowClient;
import io.edgeless.api.rpc.Workflows;
import io.edgeless.bench.measure.Waiting;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.Security;
import io.edgeless.process.lifecycle.Closer;
import io.edgeless.world.World;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A controller, an orchestrator and two nodes, each a process of its own on loopback. Node N has
/// the label `node-N`. Closing it ends them all.
final class Cluster implements AutoCloseable {

    static final int NODES = 2;

    private static final Duration JOIN_DEADLINE = Duration.ofSeconds(30);
    private static final Duration RPC_DEADLINE = Duration.ofMinutes(2);

    private final Closer closer;
    private final Path folder;
    private final Program controller;
    private final Program orchestrator;
    private final List<Program> nodes = new ArrayList<>();
    private final List<String> ingressUrls = new ArrayList<>();
    private final Workflows workflows;

    private Cluster(Launch launch, Path folder, Closer closer) {
        this.closer = closer;
        this.folder = folder;
        List<String> urls = Ports.urls(4 + NODES * 3);
        controller = closer.own(Program.start(launch, folder, "controller", controllerToml(urls)));
        orchestrator =
                closer.own(Program.start(launch, folder, "orchestrator", orchestratorToml(urls)));
        for (int number = 1; number <= NODES; number++) {
            List<String> own = urls.subList(4 + (number - 1) * 3, 4 + number * 3);
            nodes.add(
                    closer.own(
                            Program.start(
                                    launch, folder, "node", nodeToml(number, own, urls.get(3)))));
            ingressUrls.add(own.get(2));
        }
        World world = World.real();
        closer.own(world.timers());
        GrpcChannels channels = closer.own(new GrpcChannels(world.clock(), Security.none()));
        workflows = new WorkflowClient(channels.to(urls.get(0)), RPC_DEADLINE);
    }

    /// Starts everything and waits until the nodes have joined.
    static Cluster start(Launch launch, Path folder) {
        Closer closer = new Closer();
        try {
            Cluster cluster = new Cluster(launch, folder, closer);
            Waiting.until("the nodes join", JOIN_DEADLINE, cluster::isComplete);
            return cluster;
        } catch (RuntimeException e) {
            closer.close();
            throw e;
        }
    }

    private boolean isComplete() {
        try {
            return workflows.domains(Optional.empty()).values().stream()
                            .mapToInt(DomainCapabilities::numNodes)
                            .sum()
                    == NODES;
        } catch (RpcException e) {
            return false;
        }
    }

    private String controllerToml(List<String> urls) {
        return """
        controller_url = "%s"
        domain_register_url = "%s"
        persistence_filename = ""
        data_dir = "%s"
        """
                .formatted(urls.get(0), urls.get(1), folder.resolve("controller"));
    }

    private String orchestratorToml(List<String> urls) {
        return """
        [general]
        domain_register_url = "%1$s"
        subscription_refresh_interval_sec = 1
        domain_id = "domain-bench"
        orchestrator_url = "%2$s"
        orchestrator_url_announced = "%2$s"
        node_register_url = "%3$s"
        data_dir = "%4$s"
        [baseline]
        orchestration_strategy = "RoundRobin"
        [proxy]
        proxy_type = "None"
        proxy_gc_period_seconds = 0
        """
                .formatted(urls.get(1), urls.get(2), urls.get(3), folder.resolve("orchestrator"));
    }

    private String nodeToml(int number, List<String> urls, String registerUrl) {
        return """
        [general]
        node_id = "%1$s"
        agent_url = "%2$s"
        invocation_url = "%3$s"
        node_register_url = "%4$s"
        subscription_refresh_interval_sec = 1
        data_dir = "%5$s"
        [telemetry]
        metrics_url = ""
        performance_samples = false
        [wasm_runtime]
        enabled = true
        [resources]
        prepend_hostname = false
        http_ingress_url = "%6$s"
        http_ingress_provider = "http-ingress-%7$d"
        file_log_provider = "file-log-%7$d"
        file_log_directory = "%8$s"
        [user_node_capabilities]
        labels = ["node-%7$d"]
        """
                .formatted(
                        UUID.nameUUIDFromBytes(new byte[] {(byte) number}),
                        urls.get(0),
                        urls.get(1),
                        registerUrl,
                        folder.resolve("node-" + number),
                        urls.get(2),
                        number,
                        folder);
    }

    /// Where file logs are written.
    Path folder() {
        return folder;
    }

    Workflows workflows() {
        return workflows;
    }

    Program controller() {
        return controller;
    }

    Program orchestrator() {
        return orchestrator;
    }

    /// @param number from 1
    Program node(int number) {
        return nodes.get(number - 1);
    }

    /// Of the HTTP ingress of a node.
    ///
    /// @param number from 1
    String ingressUrl(int number) {
        return ingressUrls.get(number - 1);
    }

    @Override
    public void close() {
        closer.close();
    }
}
