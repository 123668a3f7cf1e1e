package io.edgeless.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.model.Migration;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.rpc.RpcException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The output of `workflow …`, byte for byte, and how it ends.
class WorkflowCommandsTest {

    private static final String ID = Samples.FIRST.toString();
    private static final String OTHER = Samples.SECOND.toString();

    /// The block that the v1.2 client prints, its maps in order.
    private static final String BLOCK =
            """
            * function stage
            run-time RUST_WASM class class_1 version 0.1 code Some("stage.wasm")
            OUT err -> log
            OUT out -> log
            F_ANN init-payload -> a\\u000ab
            F_ANN tee -> required
            * resource log
            file-log
            CONF add -> true
            CONF filename -> a.log
            * mapping
            W_ANN example-body -> {}
            MAP stage -> domain-1 [logical ID aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa]
            MAP log -> domain-1 [logical ID bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb]
            """;

    private static final String REPORTS =
            """
            RUN stage -> cccccccc-cccc-4ccc-8ccc-cccccccccccc running restarts 3 [trapped]
            RUN log -> cccccccc-cccc-4ccc-8ccc-cccccccccccc running restarts 3 [http://1.2.3.4:7/]
            """;

    @TempDir Path folder;

    private final FakeController controller = new FakeController();

    @AfterEach
    void close() {
        controller.close();
    }

    private CommandRun run(String command) {
        return CommandRun.on(controller.url(), command);
    }

    private Path workflow() throws IOException {
        return Files.writeString(folder.resolve("workflow.json"), WorkflowFiles.SMALL);
    }

    @Test
    void start_accepted_printsTheIdOnly() throws IOException {
        assertThat(run("workflow start " + workflow())).isEqualTo(new CommandRun(0, ID + "\n", ""));
        assertThat(controller.started).hasSize(1);
    }

    @Test
    void start_json_isOneDocument() throws IOException {
        assertThat(run("workflow start --json " + workflow()).out())
                .isEqualTo("{\"workflow\":\"" + ID + "\"}\n");
    }

    @Test
    void start_refused_failsWithReasonOnStandardError() throws IOException {
        controller.answer =
                new WorkflowResult.Refused(Refusal.of("Workflow creation failed", "no node"));

        assertThat(run("workflow start " + workflow()))
                .isEqualTo(new CommandRun(1, "", "Workflow creation failed (no node)\n"));
        assertThat(run("workflow start --json " + workflow()))
                .isEqualTo(
                        new CommandRun(
                                1, "", "{\"error\":\"Workflow creation failed (no node)\"}\n"));
    }

    @Test
    void start_controllerBusyForAMoment_isRepeatedWithTheSameRequest() throws IOException {
        controller.failures.add(new RpcException(RpcException.Code.UNAVAILABLE, "starting"));

        CommandRun run = run("workflow start " + workflow());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo(ID + "\n");
        assertThat(run.err()).contains("trying again");
        assertThat(controller.started.stream().map(WorkflowRequest::requestId).distinct())
                .hasSize(1)
                .doesNotContain(Optional.empty());
    }

    @Test
    void start_controllerFails_saysWhatItAnswered() throws IOException {
        controller.failures.add(new RpcException(RpcException.Code.INTERNAL, "broken"));

        CommandRun run = run("workflow start " + workflow());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("Error: Communication error while starting a workflow: ")
                .contains(controller.url(), "broken");
    }

    @Test
    void start_warnings_areShownAndErrorsWithStrict() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("w.json"),
                        WorkflowFiles.SMALL.replace("\"outputs\": [\"out\"]", "\"outputs\": []"));

        CommandRun lenient = run("workflow start " + file);
        CommandRun strict = run("workflow start --strict " + file);

        assertThat(lenient.exitCode()).isZero();
        assertThat(lenient.err()).contains("warning: /functions/0/output_mapping/out: channel");
        assertThat(strict.exitCode()).isEqualTo(1);
        assertThat(strict.err()).contains("error: /functions/0/output_mapping/out: channel");
        assertThat(controller.started).hasSize(1);
    }

    @Test
    void start_fileMissingOrBroken_neverAsksTheController() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.json"), "{\n \"functions\": [,");

        CommandRun missing = run("workflow start " + folder.resolve("none.json"));
        CommandRun unreadable = run("workflow start " + broken);

        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("none.json: error: workflow file does not exist");
        assertThat(unreadable.exitCode()).isEqualTo(1);
        assertThat(unreadable.err()).contains("broken.json:2:16: error:", "is not JSON");
        assertThat(controller.started).isEmpty();
    }

    @Test
    void list_isSortedOneIdPerLine() {
        controller.workflows.put(Samples.SECOND, Samples.info(Samples.SECOND, false));
        controller.workflows.put(Samples.FIRST, Samples.info(Samples.FIRST, false));

        assertThat(run("workflow list")).isEqualTo(new CommandRun(0, ID + "\n" + OTHER + "\n", ""));
        assertThat(run("workflow list --json").out())
                .isEqualTo("{\"workflows\":[\"" + ID + "\",\"" + OTHER + "\"]}\n");
    }

    @Test
    void list_nothing_isEmpty() {
        assertThat(run("workflow list")).isEqualTo(new CommandRun(0, "", ""));
        assertThat(run("workflow list --json").out()).isEqualTo("{\"workflows\":[]}\n");
    }

    @Test
    void inspect_isTheBlockOfV12_andReportsBehindIt() {
        controller.workflows.put(Samples.FIRST, Samples.info(Samples.FIRST, false));
        assertThat(run("workflow inspect " + ID)).isEqualTo(new CommandRun(0, BLOCK, ""));

        controller.workflows.put(Samples.FIRST, Samples.info(Samples.FIRST, true));
        assertThat(run("workflow inspect " + ID)).isEqualTo(new CommandRun(0, BLOCK + REPORTS, ""));
    }

    @Test
    void inspect_all_hasAHeadingForEach() {
        controller.workflows.put(Samples.SECOND, Samples.info(Samples.SECOND, false));
        controller.workflows.put(Samples.FIRST, Samples.info(Samples.FIRST, true));

        assertThat(run("workflow inspect all").out())
                .isEqualTo(
                        "** workflow %s\n%s%s** workflow %s\n%s"
                                .formatted(ID, BLOCK, REPORTS, OTHER, BLOCK));
    }

    @Test
    void inspect_json_hasTheKeysOfWorkflowFiles() {
        controller.workflows.put(Samples.FIRST, Samples.info(Samples.FIRST, true));

        String one = run("workflow inspect --json " + ID).out();

        assertThat(one)
                .isEqualTo(
                        """
                        {"workflow":"11111111-1111-4111-8111-111111111111",\
                        "functions":[{"name":"stage","class_specification":{"id":"class_1",\
                        "function_type":"RUST_WASM","version":"0.1","code":"stage.wasm",\
                        "outputs":["out","err"]},"output_mapping":{"err":"log","out":"log"},\
                        "annotations":{"init-payload":"a\\nb","tee":"required"}}],\
                        "resources":[{"name":"log","class_type":"file-log","output_mapping":{},\
                        "configurations":{"add":"true","filename":"a.log"}}],\
                        "annotations":{"example-body":"{}"},\
                        "components":[{"name":"stage","domain":"domain-1",\
                        "logical_id":"aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa",\
                        "node":"cccccccc-cccc-4ccc-8ccc-cccccccccccc","state":"running",\
                        "restarts":3,"detail":"trapped","url":""},\
                        {"name":"log","domain":"domain-1",\
                        "logical_id":"bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb",\
                        "node":"cccccccc-cccc-4ccc-8ccc-cccccccccccc","state":"running",\
                        "restarts":3,"detail":"","url":"http://1.2.3.4:7/"}]}
                        """);
        assertThat(run("workflow inspect --json all").out())
                .isEqualTo("{\"workflows\":[" + one.strip() + "]}\n");
    }

    @Test
    void inspectAndStop_unknownOrMalformedId_fail() {
        for (String command : new String[] {"workflow inspect ", "workflow stop "}) {
            for (String id : new String[] {ID, "no-id"}) {
                assertThat(run(command + id))
                        .isEqualTo(
                                new CommandRun(
                                        1, "", "Error: unknown or invalid workflow " + id + "\n"));
            }
        }
        assertThat(controller.stopped).isEmpty();
    }

    @Test
    void stop_one_saysSo() {
        controller.workflows.put(Samples.FIRST, Samples.info(Samples.FIRST, false));

        assertThat(run("workflow stop " + ID))
                .isEqualTo(new CommandRun(0, "Workflow " + ID + " stopped\n", ""));
        assertThat(run("workflow stop --json " + ID).out())
                .isEqualTo("{\"stopped\":\"" + ID + "\"}\n");
    }

    @Test
    void stop_all_goesOnPastAFailureAndFails() {
        controller.workflows.put(Samples.FIRST, Samples.info(Samples.FIRST, false));
        controller.workflows.put(Samples.SECOND, Samples.info(Samples.SECOND, false));
        controller.unstoppable.add(Samples.FIRST);

        CommandRun run = run("workflow stop all");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("Workflow " + OTHER + " stopped\n");
        assertThat(run.err()).startsWith("Error: Workflow " + ID + ": ").contains("disk full");
    }

    @Test
    void migrate_saysWhatBecameOfIt() {
        assertThat(run("workflow migrate " + ID + " domain-2"))
                .isEqualTo(
                        new CommandRun(0, "migration of " + ID + " to domain-2 successful\n", ""));
        assertThat(run("workflow migrate-component --json " + ID + " domain-2 stage").out())
                .isEqualTo("{\"migrated\":\"" + ID + "\",\"domain\":\"domain-2\"}\n");
        assertThat(controller.migrations)
                .containsExactly(
                        new Migration(Samples.FIRST, new DomainId("domain-2"), Optional.empty()),
                        new Migration(
                                Samples.FIRST, new DomainId("domain-2"), Optional.of("stage")));
    }

    @Test
    void migrate_refused_fails() {
        controller.answer = new WorkflowResult.Refused(Refusal.of("cannot", "why not"));

        assertThat(run("workflow migrate " + ID + " domain-2"))
                .isEqualTo(
                        new CommandRun(
                                1,
                                "",
                                "migration of " + ID + " to domain-2 failed: cannot (why not)\n"));
    }

    @Test
    void textsFromTheNetwork_cannotControlTheTerminal() {
        controller.answer = new WorkflowResult.Refused(Refusal.of("\u001b[2Jgone\r"));

        assertThat(run("workflow migrate " + ID + " d").err())
                .contains("\\u001b[2Jgone\\u000d")
                .doesNotContain("\u001b");
    }
}
