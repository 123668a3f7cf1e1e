package io.edgeless.cli.workflow;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowInfo;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.cli.session.Console;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Locale;

/// An inspected workflow for programs: with the keys of workflow files, and one entry in
/// `components` for each component.
final class InspectionJson {

    private InspectionJson() {}

    static ObjectNode of(WorkflowInfo info) {
        ObjectNode json = Console.object().put("workflow", info.status().id().toString());
        ArrayNode functions = json.putArray("functions");
        info.spec().functions().forEach(function -> functions.add(function(function)));
        ArrayNode resources = json.putArray("resources");
        info.spec().resources().forEach(resource -> resources.add(resource(resource)));
        json.set("annotations", Console.object(info.spec().annotations()));
        ArrayNode components = json.putArray("components");
        info.status().components().forEach(component -> components.add(component(component)));
        return json;
    }

    private static ObjectNode function(WorkflowFunction function) {
        ObjectNode json = Console.object().put("name", function.name());
        json.set("class_specification", functionClass(function.functionClass()));
        json.set("output_mapping", Console.object(function.outputMapping()));
        json.set("annotations", Console.object(function.annotations()));
        return json;
    }

    private static ObjectNode functionClass(FunctionClass functionClass) {
        ObjectNode json =
                Console.object()
                        .put("id", functionClass.id())
                        .put("function_type", functionClass.type())
                        .put("version", functionClass.version());
        functionClass.code().ifPresent(code -> json.put("code", code));
        functionClass.binary().sha256().ifPresent(digest -> json.put("sha256", digest.toString()));
        ArrayNode outputs = json.putArray("outputs");
        functionClass.outputs().forEach(outputs::add);
        return json;
    }

    private static ObjectNode resource(WorkflowResource resource) {
        ObjectNode json =
                Console.object()
                        .put("name", resource.name())
                        .put("class_type", resource.classType());
        json.set("output_mapping", Console.object(resource.outputMapping()));
        json.set("configurations", Console.object(resource.configurations()));
        return json;
    }

    private static ObjectNode component(ComponentStatus component) {
        ObjectNode json =
                Console.object()
                        .put("name", component.name())
                        .put("domain", component.domain())
                        .put("logical_id", component.logical().toString());
        component.report().ifPresent(report -> add(json, report));
        return json;
    }

    private static void add(ObjectNode json, ComponentReport report) {
        report.node().map(NodeId::toString).ifPresent(node -> json.put("node", node));
        json.put("state", report.state().name().toLowerCase(Locale.ROOT))
                .put("restarts", report.restarts())
                .put("detail", report.detail())
                .put("url", report.url());
    }
}
