package io.edgeless.api.spec;

import static io.edgeless.api.spec.WorkflowTexts.parsed;
import static io.edgeless.api.spec.WorkflowTexts.problemsOf;
import static io.edgeless.api.spec.WorkflowTexts.with;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgeless.api.model.Binary;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.spec.WorkflowFile.CodeFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

class WorkflowReaderTest {

    @Test
    void read_ofACompleteFile_givesEveryPart() {
        WorkflowFile.Parsed file = parsed(WorkflowTexts.complete());

        assertThat(file.warnings()).isEmpty();
        assertThat(file.spec())
                .isEqualTo(
                        new WorkflowSpec(
                                List.of(
                                        new WorkflowFunction(
                                                "stage_1",
                                                new FunctionClass(
                                                        "http_processor",
                                                        "RUST_WASM",
                                                        "0.1",
                                                        Optional.of("./stage_1.wasm"),
                                                        Binary.NONE,
                                                        List.of("success_cb", "failure_cb")),
                                                Map.of("success_cb", "log"),
                                                Map.of(
                                                        "init-payload", "hello",
                                                        "tee", "required")),
                                        new WorkflowFunction(
                                                "stage_2",
                                                new FunctionClass(
                                                        "other",
                                                        "CONTAINER",
                                                        "0.2",
                                                        Optional.of("container:image:latest"),
                                                        Binary.NONE,
                                                        List.of()),
                                                Map.of(),
                                                Map.of())),
                                List.of(
                                        new WorkflowResource(
                                                "ingress",
                                                "http-ingress",
                                                Map.of("new_request", "stage_1"),
                                                Map.of(
                                                        "host", "edgeless-project.eu",
                                                        "methods", "POST")),
                                        new WorkflowResource(
                                                "log",
                                                "file-log",
                                                Map.of(),
                                                Map.of("filename", "a.log"))),
                                Map.of()));
    }

    @Test
    void read_ofAnEmptyWorkflow_isValid() {
        WorkflowFile.Parsed file =
                parsed("{\"functions\":[],\"resources\":[],\"annotations\":{}}".getBytes(UTF_8));

        assertThat(file.spec()).isEqualTo(new WorkflowSpec(List.of(), List.of(), Map.of()));
        assertThat(file.warnings()).isEmpty();
    }

    @Test
    void codeFiles_areThoseOfWasmFunctions_andBecomeBinaries() {
        WorkflowFile.Parsed file = parsed(WorkflowTexts.complete());
        var expected =
                new CodeFile(
                        "/functions/0/class_specification/code", 0, "stage_1", "./stage_1.wasm");

        assertThat(file.codeFiles()).containsExactly(expected);
        assertThat(expected.problem("does not exist"))
                .hasToString("/functions/0/class_specification/code: does not exist");
        byte[] code = {0, 'a', 's', 'm'};
        WorkflowFile.Parsed complete = file.with(expected, code);
        assertThat(complete.spec().functions().get(0).functionClass())
                .isEqualTo(
                        file.spec().functions().get(0).functionClass().withBinary(Binary.of(code)));
        assertThat(complete.spec().functions().get(1)).isEqualTo(file.spec().functions().get(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"name\": \"stage_1\",|/functions/0/name: is missing: add a text, \"name\": \"\"",
                "\"id\": \"http_processor\",|/functions/0/class_specification/id: is missing: add"
                        + " a text, \"id\": \"\"",
                "\"function_type\": \"CONTAINER\",|/functions/1/class_specification/function_type:"
                        + " is missing: add a text, \"function_type\": \"\"",
                "\"version\": \"0.1\",|/functions/0/class_specification/version: is missing: add a"
                        + " text, \"version\": \"\"",
                "\"code\": \"./stage_1.wasm\",|/functions/0/class_specification/code: is missing:"
                        + " name the .wasm file, relative to the folder of this file",
                "\"output_mapping\": {\"success_cb\": \"log\"},|/functions/0/output_mapping: is"
                        + " missing: add an object, \"output_mapping\": {}",
                "\"class_type\": \"file-log\",|/resources/1/class_type: is missing: add a text,"
                        + " \"class_type\": \"\"",
            })
    void read_withoutAKey_saysWhichAndWhere(String part, String problem) {
        assertThat(problemsOf(with(part, ""))).containsExactly(problem);
    }

    @Test
    void read_ofAnEmptyObject_namesEveryMissingKey() {
        assertThat(problemsOf("{}".getBytes(UTF_8)))
                .containsExactly(
                        "/functions: is missing: add an array, \"functions\": []",
                        "/resources: is missing: add an array, \"resources\": []",
                        "/annotations: is missing: add an object, \"annotations\": {}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"version\": \"0.1\"|\"version\": 0.1|/functions/0/class_specification/version:"
                        + " must be a text, but is 0.1: write it in quotes, \"0.1\"",
                "\"outputs\": []|\"outputs\": {}|/functions/1/class_specification/outputs: must be"
                        + " an array, but is an object",
                "\"success_cb\", |null, |/functions/0/class_specification/outputs/0: must be a"
                        + " text, but is null",
                "\"log\"}|null}|/functions/0/output_mapping/success_cb: must be a text, but is"
                        + " null",
                "\"tee\": \"required\"|\"tee\": true|/functions/0/annotations/tee: must be a text,"
                        + " but is true: write it in quotes, \"true\"",
                "\"file-log\"|[\"file-log\"]|/resources/1/class_type: must be a text, but is an"
                        + " array",
                "{\"filename\": \"a.log\"}|\"a.log\"|/resources/1/configurations: must be an"
                        + " object, but is a text",
            })
    void read_ofAWrongType_saysWhatIsWanted(String part, String replacement, String problem) {
        assertThat(problemsOf(with(part, replacement))).containsExactly(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"text\"", "7", "null", "true"})
    void read_ofNoObject_saysSo(String json) {
        assertThat(problemsOf(json.getBytes(UTF_8)))
                .singleElement()
                .asString()
                .startsWith("must be an object, but is ");
    }

    @Test
    void read_ofAFunctionThatIsNoObject_tellsOneProblem() {
        byte[] json = "{\"functions\":[7],\"resources\":[],\"annotations\":{}}".getBytes(UTF_8);

        assertThat(problemsOf(json)).containsExactly("/functions/0: must be an object, but is 7");
    }

    @Test
    void read_ofSeveralMistakes_tellsThemAllAndNoConsequences() {
        String json =
                """
                {
                  "functions": [
                    {"name": 5, "class_specification": null, "output_mapping": {"a": "log"},
                     "annotations": {"restart-policy": "always"}}
                  ],
                  "resources": [
                    {"name": "", "class_type": "x", "output_mapping": {}, "configurations": {}}
                  ],
                  "annotations": {}
                }
                """;

        assertThat(problemsOf(json.getBytes(UTF_8)))
                .containsExactly(
                        "/functions/0/name: must be a text, but is 5: write it in quotes, \"5\"",
                        "/functions/0/class_specification: must be an object, but is null",
                        "/functions/0/annotations/restart-policy: must be one of never,"
                                + " on-failure, but is 'always'",
                        "/resources/0/name: empty name in resource");
    }

    @Test
    void read_ofUnknownKeys_warns() {
        byte[] json =
                with(
                        "\"version\": \"0.1\",",
                        "\"version\": \"0.1\", \"build\": {\"x\": [1, {}]}, \"a/b~c\": null,");

        assertThat(parsed(json).warnings())
                .extracting(Problem::toString)
                .containsExactly(
                        "/functions/0/class_specification/build: unknown key, has no effect; known"
                                + " here: function_type, code, binary, id, version, outputs",
                        "/functions/0/class_specification/a~1b~0c: unknown key, has no effect;"
                                + " known here: function_type, code, binary, id, version, outputs");
    }

    @Test
    void read_ofAnUndeclaredChannel_warnsUnlessStrict() {
        byte[] json = with("\"success_cb\": \"log\"", "\"sucess_cb\": \"log\"");
        String problem =
                "/functions/0/output_mapping/sucess_cb: channel 'sucess_cb' is not among the"
                        + " outputs of the class: nothing may ever be sent to it";

        assertThat(parsed(json).warnings()).singleElement().hasToString(problem);
        assertThat(WorkflowReader.readStrictly(json))
                .isEqualTo(
                        new WorkflowFile.Invalid(
                                List.of(
                                        new Problem(
                                                Problem.Severity.ERROR,
                                                "/functions/0/output_mapping/sucess_cb",
                                                problem.substring(problem.indexOf(": ") + 2)))));
    }

    @Test
    void read_ofABinaryArray_ignoresItWithAWarning() {
        String zeros = "0,".repeat(2_000_000) + "0";
        byte[] json =
                with("\"version\": \"0.1\",", "\"version\": \"0.1\", \"binary\": [" + zeros + "],");

        assertThat(parsed(json).warnings())
                .singleElement()
                .hasToString(
                        "/functions/0/class_specification/binary: has no effect: the code comes"
                                + " from the file in code");
    }

    @Test
    void read_ofANullBinary_doesNotWarn() {
        byte[] json = with("\"version\": \"0.1\",", "\"version\": \"0.1\", \"binary\": null,");

        assertThat(parsed(json).warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"null", "''"})
    void read_ofAContainerWithoutCode_isLeftToTheNode(String code) {
        byte[] json = with("\"container:image:latest\"", code.equals("null") ? "null" : "\"\"");

        assertThat(parsed(json).spec().functions().get(1).functionClass().code()).isEmpty();
    }

    @Test
    void read_ofBrokenJson_saysLineAndColumn() {
        assertThat(problemsOf(with("\"name\": \"stage_1\",", "\"name\" \"stage_1\",")))
                .singleElement()
                .asString()
                .startsWith("/functions/0/name: is not JSON: line 4, column 1");
    }

    @Test
    void read_ofHalfADocument_saysInPlainWordsWhatIsMissing() {
        byte[] half = "{ \"functions\": [ {".getBytes(UTF_8);

        assertThat(problemsOf(half))
                .singleElement()
                .asString()
                .isEqualTo(
                        "/functions/0: is not JSON: line 1, column 19: Unexpected end-of-input:"
                                + " expected close marker for Object");
    }

    @Test
    void read_ofADuplicateKey_isRefused() {
        assertThat(problemsOf(with("\"annotations\": {}\n    }", "\"name\": \"x\"\n    }")))
                .singleElement()
                .asString()
                .startsWith("/functions/1/name: is not JSON: line ")
                .containsIgnoringCase("duplicate");
    }

    /// It has no form in UTF-8: the controller would be sent a question mark.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": \"x\\ud800y\"}",
                "{\"a\": \"x\\udc00y\"}",
                "{\"x\\ud800y\": 1}",
                "{\"x\\udc00y\": 1}"
            })
    void read_ofHalfASurrogatePair_isRefused(String json) {
        assertThat(problemsOf(json.getBytes(UTF_8)))
                .singleElement()
                .asString()
                .contains("surrogate");
    }

    @Test
    void problem_ofAKeyWithControlCharacters_isShownInOneLine() {
        String json = "{\"a\\n\\u001b\\u009bb\": 1}";
        assertThat(problemsOf(json.getBytes(UTF_8)))
                .extracting(Object::toString)
                .anyMatch(line -> line.startsWith("/a???b: unknown key"));
    }

    @Test
    void read_ofTextAfterTheEnd_isRefused() {
        assertThat(problemsOf((WorkflowTexts.COMPLETE + "{}").getBytes(UTF_8)))
                .containsExactly("goes on after the end of the JSON object: remove the rest");
    }

    @Test
    void read_ofNothing_isRefused() {
        assertThat(problemsOf(new byte[0]))
                .containsExactly("is empty: a workflow is a JSON object");
    }

    @Test
    void read_ofDeepNesting_isRefused() {
        assertThat(problemsOf("[".repeat(100_000).getBytes(UTF_8)))
                .singleElement()
                .asString()
                .contains("is not JSON")
                .contains("depth");
    }

    @Test
    void read_ofALongText_isRefused() {
        String text = "x".repeat((1 << 20) + 1);

        assertThat(problemsOf(with("hello", text)))
                .singleElement()
                .asString()
                .startsWith("/functions/0/annotations/init-payload: is not JSON: line ")
                .contains("length");
    }

    @Test
    void read_ofTooManyValues_isRefused() {
        String many = "0,".repeat(1_000_001) + "0";

        assertThat(problemsOf(("[" + many + "]").getBytes(UTF_8)))
                .containsExactly("has more than 1000000 values");
    }

    @Test
    void read_ofTooLargeAFile_isRefused() {
        assertThat(problemsOf(new byte[(64 << 20) + 1])).containsExactly("is larger than 64 MiB");
    }

    @Test
    void read_ofBytesThatAreNoText_isRefused() {
        byte[] json = WorkflowTexts.complete();
        json[WorkflowTexts.COMPLETE.indexOf("stage_1")] = (byte) 0xff;

        assertThat(problemsOf(json)).singleElement().asString().contains("is not JSON");
    }

    @Test
    void read_ofEveryBeginning_isInvalid() {
        byte[] json = WorkflowTexts.COMPLETE.strip().getBytes(UTF_8);

        for (int length = 0; length < json.length; length++) {
            assertThat(problemsOf(Arrays.copyOf(json, length))).hasSize(1);
        }
    }

    @Test
    void read_ofChangedBytes_neverThrows() {
        var random = new Random(42);
        for (int round = 0; round < 5_000; round++) {
            byte[] json = WorkflowTexts.complete();
            for (int change = random.nextInt(4); change >= 0; change--) {
                json[random.nextInt(json.length)] = (byte) random.nextInt(256);
            }
            WorkflowFile file = WorkflowReader.read(json);
            if (file instanceof WorkflowFile.Invalid(List<Problem> problems)) {
                assertThat(problems).anyMatch(Problem::isError);
            }
        }
    }
}
