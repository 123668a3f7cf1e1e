package io.edgeless.cli.workflow;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowInfo;
import io.edgeless.api.model.WorkflowResource;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// An inspected workflow as lines: the block that the v1.2 client prints, and behind it one line
/// for each component that its domain said something about.
final class InspectionText {

    private final List<String> lines = new ArrayList<>();

    private InspectionText() {}

    static List<String> of(WorkflowInfo info) {
        var text = new InspectionText();
        info.spec().functions().forEach(text::add);
        info.spec().resources().forEach(text::add);
        text.lines.add("* mapping");
        text.add("W_ANN", info.spec().annotations());
        info.status().components().forEach(text::addMapping);
        for (ComponentStatus component : info.status().components()) {
            component.report().ifPresent(report -> text.addRun(component.name(), report));
        }
        return text.lines;
    }

    private void add(WorkflowFunction function) {
        FunctionClass code = function.functionClass();
        lines.add("* function " + function.name());
        lines.add(
                "run-time %s class %s version %s code %s"
                        .formatted(code.type(), code.id(), code.version(), optional(code.code())));
        add("OUT", function.outputMapping());
        add("F_ANN", function.annotations());
    }

    private void add(WorkflowResource resource) {
        lines.add("* resource " + resource.name());
        lines.add(resource.classType());
        add("OUT", resource.outputMapping());
        add("CONF", resource.configurations());
    }

    private void add(String title, Map<String, String> entries) {
        new TreeMap<>(entries)
                .forEach((key, value) -> lines.add(title + " " + key + " -> " + value));
    }

    private void addMapping(ComponentStatus component) {
        lines.add(
                "MAP %s -> %s [logical ID %s]"
                        .formatted(component.name(), component.domain(), component.logical()));
    }

    private void addRun(String component, ComponentReport report) {
        String line =
                "RUN %s -> %s %s restarts %d"
                        .formatted(
                                component,
                                report.node().map(NodeId::toString).orElse("-"),
                                report.state().name().toLowerCase(Locale.ROOT),
                                report.restarts());
        lines.add(line + bracketed(report.detail()) + bracketed(report.url()));
    }

    private static String bracketed(String text) {
        return text.isEmpty() ? "" : " [" + text + "]";
    }

    /// How the v1.2 client writes a text that may be absent: `None` or `Some("…")`.
    private static String optional(Optional<String> text) {
        return text.map(found -> "Some(\"" + escaped(found) + "\")").orElse("None");
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
    }
}
