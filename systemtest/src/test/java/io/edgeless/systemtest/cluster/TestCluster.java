package io.edgeless.systemtest.cluster;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.rpc.WorkflowClient;
import io.edgeless.api.rpc.Workflows;
import io.edgeless.controller.ControllerMain;
import io.edgeless.controller.ControllerSettings;
import io.edgeless.node.NodeMain;
import io.edgeless.node.NodeSettings;
import io.edgeless.orchestrator.OrchestratorMain;
import io.edgeless.orchestrator.OrchestratorSettings;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.Security;
import io.edgeless.process.grpc.SecuritySettings;
import io.edgeless.process.settings.TomlFile;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import org.awaitility.Awaitility;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/// The programs of one cluster in this process, on free ports, with their data in one folder; each
/// can be stopped and started again. Closing it stops them all.
public final class TestCluster implements AutoCloseable {

    private final Path folder;
    private final World world = World.real();
    private final Map<String, AutoCloseable> running = new LinkedHashMap<>();

    /// Empty: plain text.
    private final Optional<Path> tlsFile;

    private final String controllerUrl;
    private final String domainRegisterUrl;
    private final String orchestratorUrl;
    private final String nodeRegisterUrl;
    private final Map<Integer, NodePorts> nodes = new LinkedHashMap<>();

    /// What tells the resource providers of a node from those of others; none by wish.
    private IntFunction<String> providerSuffix = number -> "-" + number;

    private record NodePorts(
            NodeId id, String agent, String invocation, String ingress, String metrics) {}

    /// @param folder of the test, for data and file logs
    public TestCluster(Path folder) {
        this(folder, Optional.empty());
    }

    /// @param tlsFile certificates of all programs; empty: plain text
    public TestCluster(Path folder, Optional<Path> tlsFile) {
        this.folder = folder;
        this.tlsFile = tlsFile;
        controllerUrl = url();
        domainRegisterUrl = url();
        orchestratorUrl = url();
        nodeRegisterUrl = url();
    }

    private String url() {
        return (tlsFile.isPresent() ? "https" : "http") + "://127.0.0.1:" + FreePorts.next();
    }

    /// For the programs' settings, which come without it.
    private SettingsReader secured(SettingsReader settings) {
        return settings.with("general", "tls_config", tlsFile.map(Path::toString).orElse(""));
    }

    /// Channels to the programs of this cluster; whoever asks closes them.
    public GrpcChannels channels() {
        return new GrpcChannels(
                world.clock(), Security.load(new SecuritySettings(tlsFile, true, false), world));
    }

    /// Controller, orchestrator and this many nodes, ready for workflows.
    public static TestCluster started(Path folder, int nodes) {
        return new TestCluster(folder).start(nodes);
    }

    /// Starts controller, orchestrator and this many nodes, and waits until they are ready. What
    /// was started ends again when the rest does not come up.
    public TestCluster start(int nodes) {
        try {
            startController();
            startOrchestrator();
            for (int number = 1; number <= nodes; number++) {
                startNode(number);
            }
            awaitNodes(nodes);
            return this;
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /// Nodes started from now on all use the same names for their resource providers.
    public void shareProviderNames() {
        providerSuffix = number -> "";
    }

    public String controllerUrl() {
        return controllerUrl;
    }

    public String nodeRegisterUrl() {
        return nodeRegisterUrl;
    }

    public String domainRegisterUrl() {
        return domainRegisterUrl;
    }

    public Path folder() {
        return folder;
    }

    /// The URL of the HTTP ingress of a node.
    public String ingressUrl(int number) {
        return ports(number).ingress();
    }

    /// Where a node shows its counters and health.
    public String metricsUrl(int number) {
        return ports(number).metrics();
    }

    /// Where events for a node are delivered.
    public String invocationUrl(int number) {
        return ports(number).invocation();
    }

    /// Where a node takes commands.
    public String agentUrl(int number) {
        return ports(number).agent();
    }

    public String orchestratorUrl() {
        return orchestratorUrl;
    }

    public NodeId nodeId(int number) {
        return ports(number).id();
    }

    private NodePorts ports(int number) {
        return nodes.computeIfAbsent(
                number,
                key ->
                        new NodePorts(
                                new NodeId(world.chance().uuid()),
                                url(),
                                url(),
                                FreePorts.url(),
                                FreePorts.url()));
    }

    public void startController() {
        SettingsReader file =
                parse(
                        """
                        controller_url = "%s"
                        domain_register_url = "%s"
                        persistence_filename = ""
                        data_dir = "%s"
                        """
                                .formatted(
                                        controllerUrl,
                                        domainRegisterUrl,
                                        folder.resolve("controller")));
        running.put(
                "controller",
                ControllerMain.start(
                        ControllerSettings.read(secured(file)), world, TestCluster::fail));
    }

    public void startOrchestrator() {
        SettingsReader file =
                parse(
                        """
                        [general]
                        domain_register_url = "%s"
                        subscription_refresh_interval_sec = 1
                        domain_id = "domain-test"
                        orchestrator_url = "%s"
                        orchestrator_url_announced = "%s"
                        node_register_url = "%s"
                        data_dir = "%s"
                        [baseline]
                        orchestration_strategy = "RoundRobin"
                        [proxy]
                        proxy_type = "None"
                        proxy_gc_period_seconds = 0
                        """
                                .formatted(
                                        domainRegisterUrl,
                                        orchestratorUrl,
                                        orchestratorUrl,
                                        nodeRegisterUrl,
                                        folder.resolve("orchestrator")));
        running.put(
                "orchestrator",
                OrchestratorMain.start(
                        OrchestratorSettings.read(secured(file)), world, TestCluster::fail));
    }

    public void startNode(int number) {
        running.put(
                "node-" + number,
                NodeMain.start(
                        NodeSettings.read(secured(parse(nodeToml(number, nodeRegisterUrl)))),
                        world,
                        TestCluster::fail));
    }

    /// A node.toml for this cluster's folder.
    public String nodeToml(int number, String registerUrl) {
        NodePorts ports = ports(number);
        return """
        [general]
        node_id = "%s"
        agent_url = "%s"
        invocation_url = "%s"
        node_register_url = "%s"
        subscription_refresh_interval_sec = 1
        data_dir = "%s"
        [telemetry]
        metrics_url = "%s"
        performance_samples = false
        [guests]
        call_timeout_sec = 10
        [wasm_runtime]
        enabled = true
        [resources]
        prepend_hostname = false
        http_ingress_url = "%s"
        http_ingress_provider = "http-ingress%s"
        http_egress_provider = "http-egress%s"
        file_log_provider = "file-log%s"
        file_log_directory = "%s"
        [user_node_capabilities]
        labels = ["node-%d"]
        """
                .formatted(
                        ports.id(),
                        ports.agent(),
                        ports.invocation(),
                        registerUrl,
                        folder.resolve("node-" + number),
                        ports.metrics(),
                        ports.ingress(),
                        providerSuffix.apply(number),
                        providerSuffix.apply(number),
                        providerSuffix.apply(number),
                        folder,
                        number);
    }

    /// Stops one program in order: `controller`, `orchestrator` or `node-N`.
    public void stop(String program) {
        AutoCloseable stopped = running.remove(program);
        if (stopped != null) {
            close(stopped);
        }
    }

    /// A user of this cluster, to be closed before it.
    public ClusterClient client() {
        return new ClusterClient(this, new GrpcChannels(world.clock(), Security.none()));
    }

    /// A client of the controller.
    public Workflows workflows(GrpcChannels channels) {
        return new WorkflowClient(channels.to(controllerUrl), Duration.ofSeconds(60));
    }

    /// Waits until the controller knows this many nodes.
    public void awaitNodes(int count) {
        try (GrpcChannels channels = channels()) {
            Workflows workflows = workflows(channels);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() ->
                            workflows.domains(Optional.empty()).values().stream()
                                            .mapToInt(DomainCapabilities::numNodes)
                                            .sum()
                                    == count);
        }
    }

    private static void fail(String message) {
        throw new AssertionError(message);
    }

    static SettingsReader parse(String toml) {
        return switch (TomlFile.parse(toml, "test.toml")) {
            case TomlFile.Result.Parsed(SettingsReader settings) -> settings;
            case TomlFile.Result.Broken(String message) -> throw new AssertionError(message);
        };
    }

    private static void close(AutoCloseable program) {
        try {
            program.close();
        } catch (Exception e) {
            throw new AssertionError("not closed in order", e);
        }
    }

    @Override
    public void close() {
        List<AutoCloseable> programs = new ArrayList<>(running.values());
        running.clear();
        programs.reversed().forEach(TestCluster::close);
        world.timers().close();
    }
}
