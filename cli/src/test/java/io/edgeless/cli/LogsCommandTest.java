package io.edgeless.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.LogLevel;
import io.edgeless.api.model.LogLine;
import io.edgeless.api.model.LogPage;
import io.edgeless.api.rpc.RpcException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The output of `logs`.
class LogsCommandTest {

    private static final String ID = Samples.FIRST.toString();

    private final FakeController controller = new FakeController();

    @AfterEach
    void close() {
        controller.close();
    }

    private CommandRun run(String command) {
        return CommandRun.on(controller.url(), command);
    }

    private void answer(long lost, LogLine... lines) {
        controller.pages.add(() -> new LogPage(List.of(lines), lost));
    }

    private void fail(RpcException.Code code, String message) {
        controller.pages.add(() -> {
            throw new RpcException(code, message);
        });
    }

    private static LogLine line(LogicalId logical, long position, String target, String message) {
        return new LogLine(
                logical,
                "stage",
                position,
                1_700_000_000_123_456_789L,
                LogLevel.INFO,
                target,
                message);
    }

    @Test
    void lines_areReadToTheEndEachOnce() {
        answer(0, line(Samples.STAGE, 1, "edge", "one"), line(Samples.STAGE, 2, "", "two"));
        answer(0, line(Samples.STAGE, 2, "", "two"), line(Samples.LOG, 1, "", "three"));

        assertThat(run("logs " + ID))
                .isEqualTo(
                        new CommandRun(
                                0,
                                """
                                2023-11-14T22:13:20.123456789Z INFO stage edge: one
                                2023-11-14T22:13:20.123456789Z INFO stage: two
                                2023-11-14T22:13:20.123456789Z INFO stage: three
                                """,
                                ""));
        assertThat(controller.queries.getLast().after())
                .isEqualTo(Map.of(Samples.STAGE, 2L, Samples.LOG, 1L));
    }

    @Test
    void json_isOneDocumentPerLine() {
        answer(0, line(Samples.STAGE, 7, "edge", "a\nb"));

        assertThat(run("logs --json " + ID).out())
                .isEqualTo(
                        """
                        {"time":"2023-11-14T22:13:20.123456789Z","level":"INFO",\
                        "component":"stage",\
                        "logical_id":"aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa",\
                        "position":7,"target":"edge","message":"a\\nb"}
                        """);
    }

    @Test
    void component_isAskedFor() {
        run("logs " + ID + " stage");

        assertThat(controller.queries.getFirst().component()).isEqualTo(Optional.of("stage"));
    }

    @Test
    void lostLines_areMentionedOnStandardError() {
        answer(8, line(Samples.STAGE, 9, "", "x"));

        CommandRun run = run("logs " + ID);

        assertThat(run.outLines()).hasSize(1);
        assertThat(run.err()).isEqualTo("8 lines were dropped before they were read\n");
    }

    @Test
    void unknownOrMalformedWorkflow_fails() {
        fail(RpcException.Code.NOT_FOUND, "there is no workflow");

        CommandRun unknown = run("logs " + ID);

        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err())
                .startsWith("Error: the controller at " + controller.url())
                .contains("there is no workflow");
        assertThat(run("logs x"))
                .isEqualTo(new CommandRun(1, "", "Error: unknown or invalid workflow x\n"));
    }

    @Test
    void follow_controllerAwayForShort_goesOnAndEndsWhenItFails() {
        answer(0, line(Samples.STAGE, 1, "", "before"));
        answer(0);
        fail(RpcException.Code.UNAVAILABLE, "restarting");
        fail(RpcException.Code.UNAVAILABLE, "restarting");
        answer(0, line(Samples.STAGE, 2, "", "after"));
        fail(RpcException.Code.INTERNAL, "over");

        CommandRun run = run("logs -f " + ID);

        assertThat(run.out()).contains("stage: before\n").endsWith("stage: after\n");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("over");
    }
}
