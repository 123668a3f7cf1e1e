package io.edgeless.api.spec;

import io.edgeless.api.model.Binary;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.api.model.WorkflowSpec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads workflow files as written for EDGELESS v1.2, and tells everything that is wrong with one
/// at once. Reads no other file.
public final class WorkflowReader {

    /// The only kind of function whose code is a file beside the workflow file.
    private static final String RUST_WASM = "RUST_WASM";

    /// Places where, if they could not be read, names of components may have been.
    private static final Pattern MAY_HOLD_NAMES =
            Pattern.compile("(/(functions|resources)(/\\d+(/name)?)?)?");

    private final Problems problems = new Problems();
    private final List<WorkflowFile.CodeFile> codeFiles = new ArrayList<>();

    private WorkflowReader() {}

    /// Reads and checks a workflow; never throws.
    public static WorkflowFile read(byte[] json) {
        return read(json, false);
    }

    /// As [#read], but a channel that is mapped and not declared is an error.
    public static WorkflowFile readStrictly(byte[] json) {
        return read(json, true);
    }

    private static WorkflowFile read(byte[] json, boolean isStrict) {
        return switch (JsonReader.read(json)) {
            case JsonReader.Outcome.Broken(Problem problem) ->
                    new WorkflowFile.Invalid(List.of(problem));
            case JsonReader.Outcome.Read(JsonValue value) ->
                    new WorkflowReader().read(value, isStrict);
        };
    }

    private WorkflowFile read(JsonValue value, boolean isStrict) {
        WorkflowSpec spec = ObjectReader.read(value, "", problems, this::workflow);
        List<Problem> all = new ArrayList<>(problems.toList());
        List<String> unread = all.stream().filter(Problem::isError).map(Problem::place).toList();
        boolean areNamesComplete =
                unread.stream().noneMatch(place -> MAY_HOLD_NAMES.matcher(place).matches());
        // What is undeclared is known only if everything could be read.
        boolean isComplete = unread.isEmpty();
        WorkflowValidation.check(spec, isStrict && isComplete, areNamesComplete).stream()
                .filter(problem -> isComplete || problem.isError())
                .filter(problem -> !isWithinOneOf(unread, problem.place()))
                .forEach(all::add);
        return all.stream().anyMatch(Problem::isError)
                ? new WorkflowFile.Invalid(all)
                : new WorkflowFile.Parsed(spec, codeFiles, all);
    }

    /// What could not be read counts as empty: that it is empty is no news.
    private static boolean isWithinOneOf(List<String> outers, String place) {
        return outers.stream().anyMatch(outer -> (place + "/").startsWith(outer + "/"));
    }

    private WorkflowSpec workflow(ObjectReader object) {
        return new WorkflowSpec(
                object.objects("functions", this::function),
                object.objects("resources", (index, resource) -> resource(resource)),
                object.textMap("annotations"));
    }

    private WorkflowFunction function(int index, ObjectReader object) {
        String name = object.text("name");
        FunctionClass functionClass =
                object.object("class_specification", specification -> functionClass(specification));
        functionClass
                .code()
                .filter(code -> functionClass.type().equals(RUST_WASM))
                .ifPresent(code ->
                        codeFiles.add(
                                new WorkflowFile.CodeFile(
                                        object.place("class_specification") + "/code",
                                        index,
                                        name,
                                        code)));
        return new WorkflowFunction(
                name,
                functionClass,
                object.textMap("output_mapping"),
                object.textMap("annotations"));
    }

    private FunctionClass functionClass(ObjectReader object) {
        String type = object.text("function_type");
        Optional<String> code = object.optionalText("code").filter(text -> !text.isEmpty());
        if (type.equals(RUST_WASM) && code.isEmpty()) {
            problems.error(
                    object.place("code"),
                    "is missing: name the .wasm file, relative to the folder of this file");
        }
        if (object.hasIgnored("binary")) {
            problems.warning(
                    object.place("binary"), "has no effect: the code comes from the file in code");
        }
        return new FunctionClass(
                object.text("id"),
                type,
                object.text("version"),
                code,
                Binary.NONE,
                object.texts("outputs"));
    }

    private static WorkflowResource resource(ObjectReader object) {
        return new WorkflowResource(
                object.text("name"),
                object.text("class_type"),
                object.textMap("output_mapping"),
                object.textMap("configurations"));
    }
}
