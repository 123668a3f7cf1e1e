package io.edgeless.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `workflow validate`: every problem with its place, without a controller.
class WorkflowValidateTest {

    @TempDir Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("w.json"), text);
    }

    private CommandRun validate(String text, String... options) throws IOException {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "workflow";
        arguments[1] = "validate";
        arguments[2] = file(text).toString();
        System.arraycopy(options, 0, arguments, 3, options.length);
        return CommandRun.of(arguments);
    }

    private String at(String place) {
        return folder.resolve("w.json") + place;
    }

    @Test
    void nothingWrong_isValid() throws IOException {
        assertThat(validate(WorkflowFiles.SMALL)).isEqualTo(new CommandRun(0, at(": valid\n"), ""));
        assertThat(validate(WorkflowFiles.SMALL, "--json").out())
                .isEqualTo("{\"file\":\"%s\",\"valid\":true,\"problems\":[]}\n".formatted(at("")));
    }

    @Test
    void targetUnknown_isAnErrorAtItsPlace() throws IOException {
        CommandRun run =
                validate(WorkflowFiles.SMALL.replace("\"out\": \"log\"", "\"out\": \"no\""));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.outLines())
                .containsExactly(
                        at(":12:16: error: /functions/0/output_mapping/out: unknown target 'no':")
                                + " no function or resource has this name");
    }

    @Test
    void nameTwice_isAnErrorAtItsPlace() throws IOException {
        CommandRun run =
                validate(WorkflowFiles.SMALL.replace("\"name\": \"first\"", "\"name\": \"log\""));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).startsWith(at(":19:15: error: /resources/0/name: duplicate name"));
    }

    @Test
    void codeFileMissing_isAnErrorWithItsPath() throws IOException {
        CommandRun run =
                validate(
                        WorkflowFiles.SMALL.replace(
                                "\"function_type\": \"CONTAINER\",",
                                "\"function_type\": \"RUST_WASM\", \"code\": \"x/no.wasm\","));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .startsWith(at(":7:47: error: /functions/0/class_specification/code: "))
                .contains("code file does not exist for 'first': " + folder.resolve("x/no.wasm"));
    }

    @Test
    void annotationBad_isAnErrorAtItsPlace() throws IOException {
        CommandRun run =
                validate(
                        WorkflowFiles.SMALL.replace(
                                "\"annotations\": {}\n    }",
                                "\"annotations\": {\"max_instances\": \"many\"}\n    }"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains(":14:40: error: /functions/0/annotations/max_instances");
    }

    @Test
    void channelUndeclared_isAWarning_withStrictAnError() throws IOException {
        String text = WorkflowFiles.SMALL.replace("[\"out\"]", "[]");

        CommandRun lenient = validate(text);
        CommandRun strict = validate(text, "--strict");

        assertThat(lenient.exitCode()).isZero();
        assertThat(lenient.out())
                .startsWith(at(":12:16: warning: /functions/0/output_mapping/out: channel"));
        assertThat(strict.exitCode()).isEqualTo(1);
        assertThat(strict.out())
                .startsWith(at(":12:16: error: /functions/0/output_mapping/out: channel"));
    }

    @Test
    void keyMissing_isShownAtTheObjectAroundIt() throws IOException {
        CommandRun run = validate(WorkflowFiles.SMALL.replace("\"version\": \"1\",", ""));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .startsWith(at(":5:30: error: /functions/0/class_specification/version: "));
    }

    @Test
    void notJson_isShownWhereItEnds() throws IOException {
        CommandRun run = validate("{\n  \"functions\": [\n    nonsense\n  ]\n}\n");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).startsWith(at(":3:")).contains("error:", "is not JSON");
    }

    @Test
    void problems_asJson_haveLineAndColumn() throws IOException {
        CommandRun run =
                validate(
                        WorkflowFiles.SMALL.replace("\"out\": \"log\"", "\"out\": \"no\""),
                        "--json");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .isEqualTo(
                        """
                        {"file":"%s","valid":false,"problems":[{"severity":"error",\
                        "line":12,"column":16,"place":"/functions/0/output_mapping/out",\
                        "message":"unknown target 'no': no function or resource has this name"}]}
                        """
                                .formatted(at("")));
    }

    @Test
    void everyProblem_isToldAtOnce() throws IOException {
        String text =
                WorkflowFiles.SMALL
                        .replace("\"out\": \"log\"", "\"out\": \"no\"")
                        .replace("\"class_type\": \"file-log\"", "\"class_type\": 5")
                        .replace("\"version\": \"1\",", "");

        assertThat(validate(text).outLines()).hasSize(3);
    }

    @Test
    void file_missingEmptyOrAFolder_isSaid() throws IOException {
        assertThat(CommandRun.of("workflow", "validate", at("")).out())
                .isEqualTo(at(": error: workflow file does not exist\n"));
        assertThat(CommandRun.of("workflow", "validate", folder.toString()).exitCode())
                .isEqualTo(1);
        assertThat(validate("").out()).isEqualTo(at(": error: is empty\n"));
    }

    @Test
    void examples_areValid() throws IOException {
        Path examples = Path.of(System.getProperty("edgeless.home", "..")).resolve("examples");
        try (var files = Files.find(examples, 2, (path, _) -> path.endsWith("workflow.json"))) {
            assertThat(files.toList())
                    .isNotEmpty()
                    .allSatisfy(file ->
                            assertThat(
                                            CommandRun.of(
                                                            "workflow",
                                                            "validate",
                                                            "--strict",
                                                            file.toString())
                                                    .exitCode())
                                    .isZero());
        }
    }
}
