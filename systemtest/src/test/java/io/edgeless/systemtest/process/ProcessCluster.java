package io.edgeless.systemtest.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.rpc.WorkflowClient;
import io.edgeless.api.rpc.Workflows;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Controller, orchestrator and node, each in a process of its own with its TOML file: the template
/// as it is written, but on free ports. Closing it kills them all.
final class ProcessCluster implements AutoCloseable {

    static final List<String> PROGRAMS = List.of("controller", "orchestrator", "node");

    private static final Pattern PORT = Pattern.compile("(?<=127\\.0\\.0\\.1:)70\\d\\d");

    private final Path folder;

    private final World world = World.real();
    private final GrpcChannels channels = new GrpcChannels(world.clock(), Security.none());
    private final Map<String, String> ports = new HashMap<>();
    private final Map<String, ProgramProcess> running = new HashMap<>();

    ProcessCluster(Path folder) throws IOException {
        this.folder = folder;
        write("controller", ControllerSettings.template());
        write("orchestrator", OrchestratorSettings.template());
        write("node", NodeSettings.template(new NodeId(UUID.randomUUID()), 7005, 1));
    }

    /// All programs, ready for workflows.
    static ProcessCluster started(Path folder) throws IOException {
        ProcessCluster cluster = new ProcessCluster(folder);
        PROGRAMS.forEach(cluster::launch);
        PROGRAMS.forEach(cluster::awaitReady);
        cluster.awaitNode();
        return cluster;
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

    private void launch(String program) {
        running.put(
                program,
                ProgramProcess.start(
                        folder, program, "-c", toml(program).getFileName().toString()));
    }

    private void awaitReady(String program) {
        program(program).awaitText(program + " ready");
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

    void awaitNode() {
        Awaitility.await("a node at the controller")
                .atMost(ProgramProcess.PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        workflows().domains(Optional.empty()).values().stream()
                                        .mapToInt(DomainCapabilities::numNodes)
                                        .sum()
                                == 1);
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
