package io.edgeless.controller;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.spec.Problem;
import io.edgeless.api.spec.WorkflowValidation;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the file in which a v1.2 controller saves its workflows: ids and what was asked for, the
/// code as lists of numbers.
///
/// @param workflows those that could be read and are valid
/// @param problems what could not, each in one line
record SavedWorkflows(Map<WorkflowId, WorkflowSpec> workflows, List<String> problems) {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /// Never throws for any content.
    static SavedWorkflows read(byte[] bytes) {
        var saved = new SavedWorkflows(new LinkedHashMap<>(), new ArrayList<>());
        try {
            JsonNode workflows = MAPPER.readTree(bytes).path("workflows");
            if (!workflows.isArray()) {
                saved.problems.add("has no list 'workflows'");
            }
            workflows.forEach(saved::add);
        } catch (JacksonException e) {
            saved.problems.add("is no JSON: " + e.getOriginalMessage());
        }
        return saved;
    }

    private void add(JsonNode entry) {
        String text = entry.path(0).asString("");
        Optional<WorkflowId> id = WorkflowId.parse(text);
        WorkflowSpec spec = spec(entry.path(1));
        List<String> errors =
                WorkflowValidation.check(spec).stream()
                        .filter(Problem::isError)
                        .map(Problem::toString)
                        .toList();
        if (id.isEmpty()) {
            problems.add("'%s' is no workflow id".formatted(text));
        } else if (!errors.isEmpty()) {
            problems.add("workflow %s: %s".formatted(id.get(), String.join("; ", errors)));
        } else {
            workflows.put(id.get(), spec);
        }
    }

    private static WorkflowSpec spec(JsonNode node) {
        List<WorkflowFunction> functions = new ArrayList<>();
        for (JsonNode function : node.path("functions")) {
            functions.add(
                    new WorkflowFunction(
                            function.path("name").asString(""),
                            functionClass(function.path("class_specification")),
                            texts(function.path("output_mapping")),
                            texts(function.path("annotations"))));
        }
        List<WorkflowResource> resources = new ArrayList<>();
        for (JsonNode resource : node.path("resources")) {
            resources.add(
                    new WorkflowResource(
                            resource.path("name").asString(""),
                            resource.path("class_type").asString(""),
                            texts(resource.path("output_mapping")),
                            texts(resource.path("configurations"))));
        }
        return new WorkflowSpec(functions, resources, texts(node.path("annotations")));
    }

    private static FunctionClass functionClass(JsonNode node) {
        List<String> outputs = new ArrayList<>();
        node.path("outputs").forEach(output -> outputs.add(output.asString("")));
        return new FunctionClass(
                node.path("id").asString(""),
                node.path("function_type").asString(""),
                node.path("version").asString(""),
                Optional.of(node.path("code").asString("")).filter(code -> !code.isEmpty()),
                binary(node.path("binary")),
                outputs);
    }

    private static Binary binary(JsonNode numbers) {
        byte[] bytes = new byte[numbers.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers.path(i).asInt(0);
        }
        return Binary.of(bytes);
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.propertyNames().forEach(key -> texts.put(key, node.path(key).asString("")));
        return texts;
    }
}
