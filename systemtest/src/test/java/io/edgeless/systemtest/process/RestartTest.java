package io.edgeless.systemtest.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.InstanceState;
import io.edgeless.systemtest.cluster.DataCopy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A process ends, in order or by `kill -9`, while a workflow runs, and comes back.
class RestartTest {

    private static final int KILLED = 128 + 9;

    @TempDir Path folder;

    private Optional<ProcessCluster> opened = Optional.empty();

    @BeforeEach
    void startCluster() throws IOException {
        opened = Optional.of(ProcessCluster.started(folder));
    }

    @AfterEach
    void stopCluster() {
        opened.ifPresent(ProcessCluster::close);
    }

    private ProcessCluster cluster() {
        return opened.orElseThrow();
    }

    /// Ends a program and checks how: 0 after SIGTERM.
    private void end(String program, String signal) {
        int exitCode = cluster().end(program, signal);
        assertThat(exitCode).isEqualTo(signal.equals("TERM") ? 0 : KILLED);
    }

    private void awaitCount(Pipeline pipeline, int atLeast) {
        await("the counter reaches " + atLeast)
                .atMost(ProgramProcess.PATIENCE)
                .until(() -> pipeline.count() >= atLeast);
    }

    private void awaitRunning(Pipeline pipeline) {
        await("inspect shows every component running")
                .atMost(ProgramProcess.PATIENCE)
                .ignoreExceptions()
                .until(() -> {
                    Map<String, ComponentStatus> components = cluster().components(pipeline.id());
                    return components.size() == 6
                            && components.values().stream()
                                    .allMatch(component ->
                                            component
                                                    .report()
                                                    .map(ComponentReport::state)
                                                    .equals(Optional.of(InstanceState.RUNNING)));
                });
    }

    @ParameterizedTest
    @CsvSource({"TERM", "KILL"})
    void controlPlane_endsAndComesBack_touchesNoFunction(String signal) throws IOException {
        Pipeline pipeline = Pipeline.start(cluster());
        awaitCount(pipeline, 2);
        for (String program : new String[] {"controller", "orchestrator"}) {
            end(program, signal);
            int before = pipeline.count();

            awaitCount(pipeline, before + 1);
            assertThat(pipeline.post()).as("without the %s", program).isEqualTo(200);
            cluster().start(program);
            awaitRunning(pipeline);

            awaitCount(pipeline, pipeline.count() + 1);
            assertThat(pipeline.count()).as("counted on without a break").isGreaterThan(before);
            assertThat(pipeline.post()).isEqualTo(200);
        }
        cluster()
                .components(pipeline.id())
                .values()
                .forEach(component ->
                        assertThat(component.report().map(ComponentReport::restarts).orElse(-1))
                                .as(component.name())
                                .isZero());
        assertThat(cluster().workflows().list()).containsExactly(pipeline.id());
        cluster().assertNoComplaint();
    }

    @ParameterizedTest
    @CsvSource({"TERM", "KILL"})
    void node_endsAndComesBack_functionsGoOnFromTheirState(String signal) throws IOException {
        Pipeline pipeline = Pipeline.start(cluster());
        assertThat(pipeline.post()).isEqualTo(200);
        assertThat(pipeline.post()).isEqualTo(200);
        await().atMost(ProgramProcess.PATIENCE).until(() -> pipeline.samples().size() == 2);

        end("node", signal);
        cluster().start("node");

        awaitRunning(pipeline);
        await("the average is made again")
                .atMost(ProgramProcess.PATIENCE)
                .until(() -> pipeline.post() == 200 && pipeline.samples().size() > 2);
        assertThat(pipeline.samples()).startsWith(1, 2, 3);
        cluster().assertNoComplaint();
    }

    @Test
    void everything_killedAtOnce_workflowComesBackAndAStoppedOneDoesNot() throws IOException {
        Pipeline pipeline = Pipeline.start(cluster());
        Pipeline stopped = Pipeline.start(cluster());
        assertThat(cluster().client("workflow", "stop", stopped.id().toString()).awaitExit())
                .isZero();
        assertThat(pipeline.post()).isEqualTo(200);
        await().atMost(ProgramProcess.PATIENCE).until(() -> pipeline.samples().equals(List.of(1)));

        ProcessCluster.PROGRAMS.forEach(program -> cluster().program(program).signal("KILL"));
        ProcessCluster.PROGRAMS.forEach(program -> end(program, "KILL"));
        ProcessCluster.PROGRAMS.forEach(cluster()::start);

        awaitRunning(pipeline);
        await("the average is made again")
                .atMost(ProgramProcess.PATIENCE)
                .until(() -> pipeline.post() == 200 && pipeline.samples().size() > 1);
        assertThat(pipeline.samples()).startsWith(1, 2);
        assertThat(cluster().workflows().list()).containsExactly(pipeline.id());
        ProgramProcess inspection = cluster().client("workflow", "inspect", "all");
        assertThat(inspection.out())
                .contains("** workflow " + pipeline.id(), "RUN count -> ")
                .doesNotContain(stopped.id().toString());
    }

    @Test
    void backupOfTheRunningPrograms_bringsTheWorkflowAndItsStateBack() throws IOException {
        Pipeline pipeline = Pipeline.start(cluster());
        assertThat(pipeline.post()).isEqualTo(200);
        await().atMost(ProgramProcess.PATIENCE).until(() -> pipeline.samples().equals(List.of(1)));
        Path data = folder.resolve("edgeless-data");
        Path backup = folder.resolve("backup");
        for (Path program : children(data)) {
            DataCopy.make(program, backup.resolve(program.getFileName()));
        }
        assertThat(pipeline.post()).isEqualTo(200);
        await().atMost(ProgramProcess.PATIENCE)
                .until(() -> pipeline.samples().equals(List.of(1, 2)));

        ProcessCluster.PROGRAMS.forEach(program -> end(program, "KILL"));
        Files.move(data, folder.resolve("lost"));
        Files.move(backup, data);
        ProcessCluster.PROGRAMS.forEach(cluster()::start);

        awaitRunning(pipeline);
        await("the average is made again")
                .atMost(ProgramProcess.PATIENCE)
                .until(() -> pipeline.post() == 200 && pipeline.samples().size() > 2);
        assertThat(pipeline.samples()).as("goes on from the copy").startsWith(1, 2, 2);
        assertThat(cluster().workflows().list()).containsExactly(pipeline.id());
        cluster().assertNoComplaint();
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
