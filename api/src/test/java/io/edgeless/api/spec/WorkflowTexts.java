package io.edgeless.api.spec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/// Workflow files for tests.
final class WorkflowTexts {

    /// A workflow with everything a file can hold, and nothing wrong with it.
    static final String COMPLETE =
            """
            {
              "functions": [
                {
                  "name": "stage_1",
                  "class_specification": {
                    "id": "http_processor",
                    "function_type": "RUST_WASM",
                    "version": "0.1",
                    "code": "./stage_1.wasm",
                    "outputs": ["success_cb", "failure_cb"]
                  },
                  "output_mapping": {"success_cb": "log"},
                  "annotations": {"init-payload": "hello", "tee": "required"}
                },
                {
                  "name": "stage_2",
                  "class_specification": {
                    "id": "other",
                    "function_type": "CONTAINER",
                    "version": "0.2",
                    "code": "container:image:latest",
                    "outputs": []
                  },
                  "output_mapping": {},
                  "annotations": {}
                }
              ],
              "resources": [
                {
                  "name": "ingress",
                  "class_type": "http-ingress",
                  "output_mapping": {"new_request": "stage_1"},
                  "configurations": {"host": "edgeless-project.eu", "methods": "POST"}
                },
                {
                  "name": "log",
                  "class_type": "file-log",
                  "output_mapping": {},
                  "configurations": {"filename": "a.log"}
                }
              ],
              "annotations": {}
            }
            """;

    private WorkflowTexts() {}

    /// The complete workflow with one part replaced.
    static byte[] with(String part, String replacement) {
        if (!COMPLETE.contains(part)) {
            throw new IllegalArgumentException("no such part: " + part);
        }
        return COMPLETE.replaceFirst(
                        java.util.regex.Pattern.quote(part),
                        java.util.regex.Matcher.quoteReplacement(replacement))
                .getBytes(UTF_8);
    }

    static byte[] complete() {
        return COMPLETE.getBytes(UTF_8);
    }

    /// The problems of a file that must be invalid, as lines.
    static List<String> problemsOf(byte[] json) {
        return switch (WorkflowReader.read(json)) {
            case WorkflowFile.Invalid(List<Problem> problems) ->
                    problems.stream().map(Problem::toString).toList();
            case WorkflowFile.Parsed parsed ->
                    throw new AssertionError("was taken for valid: " + parsed);
        };
    }

    static WorkflowFile.Parsed parsed(byte[] json) {
        return switch (WorkflowReader.read(json)) {
            case WorkflowFile.Parsed parsed -> parsed;
            case WorkflowFile.Invalid(List<Problem> problems) ->
                    throw new AssertionError("was taken for invalid: " + problems);
        };
    }
}
