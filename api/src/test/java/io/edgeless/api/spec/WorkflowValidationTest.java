package io.edgeless.api.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.model.Binary;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.api.model.WorkflowSpec;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class WorkflowValidationTest {

    @Test
    void check_ofAValidWorkflow_findsNothing() {
        assertThat(
                        WorkflowValidation.check(
                                spec(
                                        List.of(function("f", Map.of("out", "r"), Map.of())),
                                        List.of(resource("r", "file-log", Map.of("done", "f"))))))
                .isEmpty();
    }

    @Test
    void check_ofACallToOneself_isValid() {
        assertThat(errors(function("f", Map.of("out", "f"), Map.of()))).isEmpty();
    }

    @Test
    void check_ofEmptyTexts_usesTheWordsOfV12() {
        List<String> errors =
                errors(
                        spec(
                                List.of(
                                        function("", Map.of("", "x"), Map.of()),
                                        function("f", Map.of("out", ""), Map.of())),
                                List.of(
                                        resource("", "file-log", Map.of()),
                                        resource("r", "", Map.of("", "")))));

        assertThat(errors)
                .containsExactly(
                        "/functions/0/name: empty name in function",
                        "/functions/0/output_mapping/: empty channel or component in"
                                + " output_mapping of a function",
                        "/functions/1/output_mapping/out: empty channel or component in"
                                + " output_mapping of a function",
                        "/resources/0/name: empty name in resource",
                        "/resources/1/class_type: empty class_type in resource",
                        "/resources/1/output_mapping/: empty channel or component in"
                                + " output_mapping of a resource");
    }

    @Test
    void check_ofAnEmptyClass_saysWhatIsMissing() {
        var empty = new FunctionClass("", "", "", Optional.empty(), Binary.NONE, List.of());

        assertThat(errors(new WorkflowFunction("f", empty, Map.of(), Map.of())))
                .containsExactly(
                        "/functions/0/class_specification/function_type: empty function_type in"
                                + " class_specification of a function",
                        "/functions/0/class_specification/id: empty id in class_specification of a"
                                + " function");
    }

    @Test
    void check_ofAnUnknownTarget_saysWhichChannel() {
        assertThat(errors(function("f", Map.of("a/b", "nobody"), Map.of())))
                .containsExactly(
                        "/functions/0/output_mapping/a~1b: unknown target 'nobody': no function or"
                                + " resource has this name");
    }

    @Test
    void check_ofDuplicateNames_findsThemAcrossKinds() {
        assertThat(
                        errors(
                                spec(
                                        List.of(
                                                function("x", Map.of(), Map.of()),
                                                function("x", Map.of(), Map.of())),
                                        List.of(resource("x", "file-log", Map.of())))))
                .containsExactly(
                        "/functions/1/name: duplicate name 'x': each component needs a name of its"
                                + " own",
                        "/resources/0/name: duplicate name 'x': each component needs a name of its"
                                + " own");
    }

    @Test
    void check_ofBadAnnotations_tellsTheirPlace() {
        assertThat(
                        errors(
                                function(
                                        "f",
                                        Map.of(),
                                        Map.of(
                                                "node_id_match_any", "x",
                                                "memory-pages-max", "lots"))))
                .containsExactly(
                        "/functions/0/annotations/memory-pages-max: must be a whole number from 1"
                                + " to 65536, but is 'lots'",
                        "/functions/0/annotations/node_id_match_any: 'x' is not the id of a node:"
                                + " write UUIDs, separated by commas");
    }

    @Test
    void check_ofBadConstraintsOfAResource_tellsTheirPlace() {
        var resource =
                new WorkflowResource("r", "c", Map.of(), Map.of("tpm", "maybe", "other", "any"));

        assertThat(errors(spec(List.of(), List.of(resource))))
                .containsExactly(
                        "/resources/0/configurations/tpm: must be one of no, none, not-required,"
                                + " required, but is 'maybe'");
    }

    @Test
    void check_ofUnknownAnnotations_warns() {
        List<Problem> problems =
                WorkflowValidation.check(
                        spec(
                                List.of(
                                        function(
                                                "f",
                                                Map.of(),
                                                Map.of("max-instances", "1", "timers-max", "1"))),
                                List.of()));

        assertThat(problems)
                .containsExactly(
                        new Problem(
                                Problem.Severity.WARNING,
                                "/functions/0/annotations/max-instances",
                                "unknown annotation, has no effect: remove it or correct its"
                                        + " name"));
    }

    @Test
    void check_ofWorkflowAnnotations_warns() {
        var spec = new WorkflowSpec(List.of(), List.of(), Map.of("a", "b"));

        assertThat(WorkflowValidation.check(spec))
                .containsExactly(
                        new Problem(
                                Problem.Severity.WARNING,
                                "/annotations",
                                "annotations of a whole workflow have no effect: give them to its"
                                        + " functions"));
    }

    @Test
    void check_ofARequestToTry_findsNothing() {
        var spec =
                new WorkflowSpec(
                        List.of(), List.of(), Map.of(WorkflowAnnotations.EXAMPLE_BODY, "{}"));

        assertThat(WorkflowValidation.check(spec)).isEmpty();
    }

    @Test
    void check_ofTooManyComponents_isOneProblem() {
        WorkflowResource resource = resource("", "", Map.of());
        var spec = new WorkflowSpec(List.of(), Collections.nCopies(10_001, resource), Map.of());

        assertThat(errors(spec))
                .containsExactly("has 10001 components: split it into workflows of at most 10000");
    }

    @Test
    void check_ofTooMuchOfAnything_isAnError() {
        String name = "n".repeat(257);
        var tooMuch =
                new WorkflowFunction(
                        name,
                        new FunctionClass(
                                name,
                                name,
                                name,
                                Optional.empty(),
                                Binary.NONE,
                                Collections.nCopies(1_001, "out")),
                        Map.of(name, name),
                        Map.of(name, "v".repeat((1 << 20) + 1)));

        assertThat(errors(tooMuch))
                .containsExactly(
                        "/functions/0/name: name in function is longer than 256 characters:"
                                + " shorten it",
                        "/functions/0/class_specification/function_type: function_type in"
                                + " class_specification of a function is longer than 256"
                                + " characters: shorten it",
                        "/functions/0/class_specification/id: id in class_specification of a"
                                + " function is longer than 256 characters: shorten it",
                        "/functions/0/class_specification/version: version is longer than 256"
                                + " characters: shorten it",
                        "/functions/0/class_specification/outputs: outputs has 1001 entries; at"
                                + " most 1000 fit",
                        "/functions/0/output_mapping/"
                                + name
                                + ": channel is longer than 256 characters: shorten it",
                        "/functions/0/annotations/"
                                + name
                                + ": value is longer than 1048576 characters",
                        "/functions/0/annotations: has a key of more than 256 characters");
    }

    @Test
    void check_ofControlCharacters_refusesThemInNames() {
        assertThat(errors(function("a\nb\u001b[31m", Map.of(), Map.of())))
                .containsExactly(
                        "/functions/0/name: name in function 'a?b?[31m' contains a control"
                                + " character");
    }

    @Test
    void check_ofVeryManyMistakes_countsThoseItDoesNotTell() {
        WorkflowResource resource = resource("", "c", Map.of());
        var spec = new WorkflowSpec(List.of(), Collections.nCopies(1_000, resource), Map.of());

        List<Problem> problems = WorkflowValidation.check(spec);

        assertThat(problems).hasSize(101);
        assertThat(problems.getLast()).hasToString("and 900 further errors");
    }

    @Test
    void refusal_ofWarnings_isNone() {
        var warning = new Problem(Problem.Severity.WARNING, "/x", "strange");

        assertThat(WorkflowValidation.refusal(List.of(warning))).isEmpty();
        assertThat(WorkflowValidation.refusal(List.of())).isEmpty();
    }

    @Test
    void refusal_ofErrors_beginsWithTheWordsOfV12() {
        List<Problem> problems =
                List.of(
                        new Problem(Problem.Severity.WARNING, "/x", "strange"),
                        new Problem(
                                Problem.Severity.ERROR,
                                "/functions/0/name",
                                "empty name in" + " function"),
                        new Problem(Problem.Severity.ERROR, "", "too large"));

        assertThat(WorkflowValidation.refusal(problems))
                .contains(
                        Refusal.of(
                                "Invalid workflow creation request",
                                "empty name in function (/functions/0/name); too large"));
    }

    @Test
    void refusal_ofManyErrors_isBounded() {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            problems.add(new Problem(Problem.Severity.ERROR, "/" + i, "bad"));
        }

        assertThat(WorkflowValidation.refusal(problems).flatMap(Refusal::detail))
                .hasValueSatisfying(detail -> assertThat(detail).endsWith("bad (/9); and 40 more"));
    }

    private static List<String> errors(WorkflowFunction function) {
        return errors(spec(List.of(function), List.of()));
    }

    private static List<String> errors(WorkflowSpec spec) {
        return WorkflowValidation.check(spec).stream()
                .filter(Problem::isError)
                .map(Problem::toString)
                .toList();
    }

    private static WorkflowSpec spec(
            List<WorkflowFunction> functions, List<WorkflowResource> resources) {
        return new WorkflowSpec(functions, resources, Map.of());
    }

    private static WorkflowFunction function(
            String name, Map<String, String> mapping, Map<String, String> annotations) {
        return new WorkflowFunction(
                name,
                new FunctionClass(
                        "c",
                        "RUST_WASM",
                        "0.1",
                        Optional.of("x.wasm"),
                        Binary.NONE,
                        List.of("out")),
                mapping,
                annotations);
    }

    private static WorkflowResource resource(
            String name, String classType, Map<String, String> mapping) {
        return new WorkflowResource(name, classType, mapping, Map.of());
    }
}
