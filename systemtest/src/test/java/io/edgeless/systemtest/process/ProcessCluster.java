package io.edgeless.systemtest.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.rpc.WorkflowClient;
import io.edgeless.api.rpc.Workflows;
import io.edgeless.cli.workflow.LoadedWorkflow;
import io.edgeless.cli.workflow.WorkflowLoader;
import io.edgeless.controller.ControllerSettings;
import io.edgeless.node.NodeSettings;
import io.edgeless.orchestrator.OrchestratorSettings;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.Security;
import io.edgeless.systemtest.cluster.FreePorts;
import io.edgeless.world.World;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Controller, orchestrator and nodes, each in a process of its own with its TOML file: the
/// template as it is written, but on free ports. Closing it kills them all.
final class ProcessCluster implements AutoCloseable {

    static final List<String> PROGRAMS = List.of("controller", "orchestrator", "node");

    private static final Pattern PORT = Pattern.compile("(?<=127\\.0\\.0\\.1:)70\\d\\d");

    /// Of the first node; the others take the next four each.
    private static final int FIRST_NODE_PORT = 7005;

    private final Path folder;

    /// The nodes by the names of their programs: `node`, `node2`, ….
    private final SequencedMap<String, NodeId> nodes = new LinkedHashMap<>();

    private final World world = World.real();
    private final GrpcChannels channels = new GrpcChannels(world.clock(), Security.none());
    private final Map<String, String> ports = new HashMap<>();
    private final Map<String, ProgramProcess> running = new HashMap<>();

    ProcessCluster(Path folder) throws IOException {
        this(folder, 1);
    }

    private ProcessCluster(Path folder, int nodeCount) throws IOException {
        this.folder = folder;
        write("controller", ControllerSettings.template());
        write("orchestrator", OrchestratorSettings.template());
        for (int number = 1; number <= nodeCount; number++) {
            String program = number == 1 ? "node" : "node" + number;
            NodeId id = new NodeId(UUID.randomUUID());
            nodes.put(program, id);
            int firstPort = FIRST_NODE_PORT + 4 * (number - 1);
            write(program, NodeSettings.template(id, firstPort, number));
        }
    }

    /// All programs, ready for workflows.
    static ProcessCluster started(Path folder) throws IOException {
        return started(folder, 1);
    }

    /// The same with several nodes.
    static ProcessCluster started(Path folder, int nodeCount) throws IOException {
        ProcessCluster cluster = new ProcessCluster(folder, nodeCount);
        cluster.start(cluster.programs());
        cluster.awaitNodes();
        return cluster;
    }

    /// All programs: those of the control plane, then the nodes.
    List<String> programs() {
        List<String> programs = new ArrayList<>(List.of("controller", "orchestrator"));
        programs.addAll(nodes.sequencedKeySet());
        return programs;
    }

    SequencedMap<String, NodeId> nodes() {
        return nodes;
    }

    private void write(String program, String template) throws IOException {
        Files.writeString(toml(program), moved(template));
    }

    Path toml(String program) {
        return folder.resolve(program + ".toml");
    }

    Path folder() {
        return folder;
    }

    /// A text with the ports of the templates, with ours instead.
    String moved(String text) {
        return PORT.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(port(found.group())));
    }

    /// Our port in the place of one of the templates.
    String port(String usual) {
        return ports.computeIfAbsent(usual, key -> Integer.toString(FreePorts.next()));
    }

    void start(String program) {
        launch(program);
        awaitReady(program);
    }

    /// Starts them at the same time.
    void start(List<String> programs) {
        programs.forEach(this::launch);
        programs.forEach(this::awaitReady);
    }

    private void launch(String program) {
        running.put(
                program,
                ProgramProcess.start(
                        folder, command(program), "-c", toml(program).getFileName().toString()));
    }

    private String command(String program) {
        return nodes.containsKey(program) ? "node" : program;
    }

    private void awaitReady(String program) {
        program(program).awaitText(command(program) + " ready");
    }

    ProgramProcess program(String name) {
        return Optional.ofNullable(running.get(name)).orElseThrow();
    }

    /// Ends a program by a signal and returns its exit code.
    int end(String program, String signal) {
        ProgramProcess ended = program(program).signal(signal);
        int exitCode = ended.awaitExit();
        running.remove(program);
        return exitCode;
    }

    Workflows workflows() {
        return new WorkflowClient(
                channels.to("http://127.0.0.1:" + port("7001")), Duration.ofSeconds(30));
    }

    /// A workflow with the code that its file names.
    WorkflowSpec load(Path file) {
        LoadedWorkflow loaded = new WorkflowLoader(world.disk()).load(file, true);
        assertThat(loaded).isInstanceOf(LoadedWorkflow.Loaded.class);
        return ((LoadedWorkflow.Loaded) loaded).spec();
    }

    void awaitNodes() {
        Awaitility.await("the nodes at the controller")
                .atMost(ProgramProcess.PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        workflows().domains(Optional.empty()).values().stream()
                                        .mapToInt(DomainCapabilities::numNodes)
                                        .sum()
                                == nodes.size());
    }

    /// Runs a command of the client in a process of its own.
    ProgramProcess client(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--controller", "http://127.0.0.1:" + port("7001")));
        return ProgramProcess.run(folder, all.toArray(String[]::new));
    }

    /// What the controller says about the components of a workflow, by their names.
    Map<String, ComponentStatus> components(WorkflowId workflow) {
        Map<String, ComponentStatus> components = new HashMap<>();
        workflows()
                .inspect(workflow)
                .status()
                .components()
                .forEach(component -> components.put(component.name(), component));
        return components;
    }

    /// No program has failed in a way that it could not explain, or complained of its template.
    void assertNoComplaint() {
        running.values()
                .forEach(program ->
                        assertThat(program.err())
                                .doesNotContain(
                                        "\tat ", "Exception in thread", "is unknown and ignored"));
    }

    @Override
    public void close() {
        running.values().forEach(ProgramProcess::close);
        channels.close();
        world.timers().close();
    }
}
