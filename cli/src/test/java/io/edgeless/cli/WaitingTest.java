package io.edgeless.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.WorkflowInfo;
import io.edgeless.api.model.WorkflowStatus;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What `workflow start` and `workflow stop` show a person while they wait.
class WaitingTest {

    private static final String ID = Samples.FIRST.toString();

    private static final String ERASED = "\r\u001b[K";

    @TempDir Path folder;

    private final FakeController controller = new FakeController();

    @AfterEach
    void close() {
        controller.close();
    }

    private String start() throws IOException {
        return "workflow start "
                + Files.writeString(folder.resolve("workflow.json"), WorkflowFiles.SMALL);
    }

    /// The start lasts until it has been asked for twice more.
    private void whileStarting(InstanceState first) {
        controller.starting =
                request -> {
                    WorkflowId id =
                            WorkflowId.parse(request.requestId().orElseThrow()).orElseThrow();
                    controller.workflows.put(
                            id, new WorkflowInfo(request.spec(), status(id, first)));
                    int before = controller.inspected.get();
                    await().until(() -> controller.inspected.get() >= before + 2);
                };
    }

    private static WorkflowStatus status(WorkflowId id, InstanceState first) {
        var report =
                new ComponentReport(Samples.STAGE, "", Optional.empty(), first, "no\nimage", 0, "");
        return new WorkflowStatus(
                id,
                List.of(
                        new ComponentStatus("first", Samples.STAGE, "d", Optional.of(report)),
                        new ComponentStatus("log", Samples.LOG, "d", Optional.empty())));
    }

    @Test
    void start_atATerminal_saysWhatIsWaitedForAndErasesIt() throws IOException {
        whileStarting(InstanceState.BACKING_OFF);

        CommandRun run = CommandRun.atTerminal(controller.url(), start());

        assertThat(run.out()).isEqualTo(ID + "\n");
        assertThat(run.err())
                .contains(
                        ERASED
                                + "started 1 of 2 components, waiting for first: backing off,"
                                + " no\\u000aimage (N s)"
                                + ERASED)
                .startsWith(ERASED)
                .endsWith(ERASED);
    }

    @Test
    void start_inAPipeOrForPrograms_saysNothingMore() throws IOException {
        assertThat(CommandRun.on(controller.url(), start()))
                .isEqualTo(new CommandRun(0, ID + "\n", ""));
        assertThat(CommandRun.atTerminal(controller.url(), start() + " --json").err()).isEmpty();
        assertThat(controller.inspected).as("asked for progress").hasValue(0);
    }

    @Test
    void stop_atATerminal_countsAndErases() {
        controller.workflows.put(Samples.FIRST, Samples.info(Samples.FIRST, false));
        controller.workflows.put(Samples.SECOND, Samples.info(Samples.SECOND, false));

        var screen = new StringWriter();
        controller.stopping =
                workflow -> {
                    String line =
                            "stopping workflow %d of 2".formatted(controller.stopped.size() + 1);
                    await().until(() -> screen.toString().contains(line));
                };

        CommandRun run = CommandRun.atTerminal(controller.url(), "workflow stop all", screen);

        assertThat(run.out())
                .isEqualTo(
                        "Workflow %s stopped\nWorkflow %s stopped\n"
                                .formatted(Samples.FIRST, Samples.SECOND));
        assertThat(run.err()).endsWith(ERASED);
        assertThat(run.err().replace(ERASED, "|").replace("||", "|"))
                .matches(
                        "(\\|stopping workflow 1 of 2 \\(N s\\))+"
                                + "(\\|stopping workflow 2 of 2 \\(N s\\))+\\|");
    }
}
