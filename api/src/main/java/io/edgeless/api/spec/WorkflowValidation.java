package io.edgeless.api.spec;

import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.Quoted;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.api.model.WorkflowSpec;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Says what is wrong with a workflow, wherever it came from. The places point into the workflow
/// file it was, or could have been, read from.
public final class WorkflowValidation {

    /// The largest workflow: some 10 times what has been seen, and every rpc about it fits into the
    /// 64 MiB of a control message with room for the code.
    static final int COMPONENTS_MAX = 10_000;

    /// Outputs, mapped channels or annotations of one component.
    static final int ENTRIES_MAX = 1_000;

    /// Names, channels, types and keys: they are shown in tables and are parts of file names.
    static final int NAME_CHARS_MAX = 256;

    /// One value of an annotation or configuration, such as an init payload.
    static final int VALUE_CHARS_MAX = 1 << 20;

    /// Problems named in a refusal; the others are counted.
    private static final int REFUSAL_PROBLEMS_MAX = 10;

    private final WorkflowSpec spec;
    private final boolean isStrict;
    private final boolean areNamesComplete;
    private final Problems problems = new Problems();
    private final Set<String> names = new HashSet<>();

    private WorkflowValidation(WorkflowSpec spec, boolean isStrict, boolean areNamesComplete) {
        this.spec = spec;
        this.isStrict = isStrict;
        this.areNamesComplete = areNamesComplete;
    }

    /// All problems, in the order of the workflow; empty when there are none. The same workflow
    /// always has the same problems in the same order.
    public static List<Problem> check(WorkflowSpec spec) {
        return check(spec, false, true);
    }

    /// @param isStrict whether a channel that is mapped and not declared is an error
    /// @param areNamesComplete false: names are missing that could not be read, so that a target
    ///   may exist nevertheless
    static List<Problem> check(WorkflowSpec spec, boolean isStrict, boolean areNamesComplete) {
        return new WorkflowValidation(spec, isStrict, areNamesComplete).check();
    }

    /// How a controller refuses a workflow with these problems; empty when none is an error.
    public static Optional<Refusal> refusal(List<Problem> problems) {
        List<Problem> errors = problems.stream().filter(Problem::isError).toList();
        if (errors.isEmpty()) {
            return Optional.empty();
        }
        String detail =
                errors.stream()
                        .limit(REFUSAL_PROBLEMS_MAX)
                        .map(WorkflowValidation::messageFirst)
                        .collect(Collectors.joining("; "));
        int others = errors.size() - REFUSAL_PROBLEMS_MAX;
        return Optional.of(
                Refusal.of(
                        "Invalid workflow creation request",
                        others > 0 ? detail + "; and " + others + " more" : detail));
    }

    /// Readers of v1.2's details look at the beginning.
    private static String messageFirst(Problem error) {
        return error.place().isEmpty()
                ? error.message()
                : error.message() + " (" + error.shownPlace() + ")";
    }

    private List<Problem> check() {
        int components = spec.functions().size() + spec.resources().size();
        if (components > COMPONENTS_MAX) {
            problems.error(
                    "",
                    "has "
                            + components
                            + " components: split it into workflows of at most "
                            + COMPONENTS_MAX);
            return problems.toList();
        }
        spec.functions().forEach(function -> names.add(function.name()));
        spec.resources().forEach(resource -> names.add(resource.name()));
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < spec.functions().size(); i++) {
            check("/functions/" + i, spec.functions().get(i), seen);
        }
        for (int i = 0; i < spec.resources().size(); i++) {
            check("/resources/" + i, spec.resources().get(i), seen);
        }
        if (!WorkflowAnnotations.ALL.containsAll(spec.annotations().keySet())) {
            problems.warning(
                    "/annotations",
                    "annotations of a whole workflow have no effect: give them to its functions");
        }
        checkEntries("/annotations", "annotations", spec.annotations());
        return problems.toList();
    }

    private void check(String place, WorkflowFunction function, Set<String> seen) {
        checkName(place + "/name", "function", function.name(), seen);
        checkClass(place + "/class_specification", function.functionClass());
        checkMapping(place + "/output_mapping", "function", function.outputMapping());
        checkDeclared(place + "/output_mapping", function);
        String annotations = place + "/annotations";
        checkEntries(annotations, "annotations", function.annotations());
        problems.addAllBelow(
                annotations, FunctionAnnotations.parse(function.annotations()).problems());
        problems.addAllBelow(annotations, Constraints.parse(function.annotations()).problems());
        checkKnown(annotations, function.annotations());
    }

    private void check(String place, WorkflowResource resource, Set<String> seen) {
        checkName(place + "/name", "resource", resource.name(), seen);
        checkText(place + "/class_type", "class_type in resource", resource.classType());
        checkMapping(place + "/output_mapping", "resource", resource.outputMapping());
        String configurations = place + "/configurations";
        checkEntries(configurations, "configurations", resource.configurations());
        problems.addAllBelow(
                configurations, Constraints.parse(resource.configurations()).problems());
    }

    private void checkName(String place, String kind, String name, Set<String> seen) {
        if (checkText(place, "name in " + kind, name) && !seen.add(name)) {
            problems.error(
                    place,
                    "duplicate name "
                            + Quoted.text(name)
                            + ": each component needs a name of its own");
        }
    }

    /// Whether a text that names something is one.
    private boolean checkText(String place, String what, String text) {
        if (text.isEmpty()) {
            problems.error(place, "empty " + what);
            return false;
        }
        if (text.length() > NAME_CHARS_MAX) {
            problems.error(
                    place, what + " is longer than " + NAME_CHARS_MAX + " characters: shorten it");
            return false;
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            problems.error(place, what + " " + Quoted.text(text) + " contains a control character");
            return false;
        }
        return true;
    }

    private void checkClass(String place, FunctionClass functionClass) {
        checkText(
                place + "/function_type",
                "function_type in class_specification of a function",
                functionClass.type());
        checkText(place + "/id", "id in class_specification of a function", functionClass.id());
        if (functionClass.version().length() > NAME_CHARS_MAX) {
            problems.error(
                    place + "/version",
                    "version is longer than " + NAME_CHARS_MAX + " characters: shorten it");
        }
        checkCount(place + "/outputs", "outputs", functionClass.outputs().size());
    }

    private void checkMapping(String place, String kind, Map<String, String> mapping) {
        checkCount(place, "output_mapping", mapping.size());
        for (var entry : new TreeMap<>(mapping).entrySet()) {
            String entryPlace = Problems.pointer(place, entry.getKey());
            String target = entry.getValue();
            if (entry.getKey().isEmpty() || target.isEmpty()) {
                problems.error(
                        entryPlace, "empty channel or component in output_mapping of a " + kind);
            } else if (checkText(entryPlace, "channel", entry.getKey())
                    && areNamesComplete
                    && !names.contains(target)) {
                problems.error(
                        entryPlace,
                        "unknown target "
                                + Quoted.text(target)
                                + ": no function or resource has this name");
            }
        }
    }

    private void checkDeclared(String place, WorkflowFunction function) {
        Set<String> declared = Set.copyOf(function.functionClass().outputs());
        for (String channel : new TreeMap<>(function.outputMapping()).keySet()) {
            if (!channel.isEmpty() && !declared.contains(channel)) {
                problems.add(
                        new Problem(
                                isStrict ? Problem.Severity.ERROR : Problem.Severity.WARNING,
                                Problems.pointer(place, channel),
                                "channel "
                                        + Quoted.text(channel)
                                        + " is not among the outputs of the class: nothing may"
                                        + " ever be sent to it"));
            }
        }
    }

    private void checkEntries(String place, String what, Map<String, String> entries) {
        checkCount(place, what, entries.size());
        for (var entry : new TreeMap<>(entries).entrySet()) {
            String entryPlace = Problems.pointer(place, entry.getKey());
            if (entry.getValue().length() > VALUE_CHARS_MAX) {
                problems.error(
                        entryPlace, "value is longer than " + VALUE_CHARS_MAX + " characters");
            }
            if (entry.getKey().length() > NAME_CHARS_MAX) {
                problems.error(place, "has a key of more than " + NAME_CHARS_MAX + " characters");
            }
        }
    }

    private void checkKnown(String place, Map<String, String> annotations) {
        for (String key : new TreeMap<>(annotations).keySet()) {
            if (!AnnotationKeys.ALL.contains(key)) {
                problems.warning(
                        Problems.pointer(place, key),
                        "unknown annotation, has no effect: remove it or correct its name");
            }
        }
    }

    private void checkCount(String place, String what, int entries) {
        if (entries > ENTRIES_MAX) {
            problems.error(
                    place, what + " has " + entries + " entries; at most " + ENTRIES_MAX + " fit");
        }
    }
}
