package io.edgeless.systemtest.cluster;

import io.edgeless.api.model.Binary;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.api.model.WorkflowSpec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A workflow in the making: components by name, then what their channels lead to.
public final class Flow {

    private static final String FUNCTION_TYPE = "RUST_WASM";

    private final Map<String, Part> parts = new LinkedHashMap<>();

    /// @param settings annotations of a function, configurations of a resource
    private record Part(
            String kind,
            Optional<byte[]> code,
            Map<String, String> outputs,
            Map<String, String> settings) {}

    /// A function of this class, one of the repository's examples.
    public Flow example(String name, String guest) {
        return function(name, guest, Guests.example(guest));
    }

    /// A function of this class, one of the repository's test guests.
    public Flow guest(String name, String guest) {
        return function(name, guest, Guests.hostile(guest));
    }

    /// A function with this code.
    public Flow function(String name, String id, byte[] code) {
        parts.put(
                name,
                new Part(id, Optional.of(code), new LinkedHashMap<>(), new LinkedHashMap<>()));
        return this;
    }

    public Flow resource(String name, String classType) {
        parts.put(
                name,
                new Part(
                        classType, Optional.empty(), new LinkedHashMap<>(), new LinkedHashMap<>()));
        return this;
    }

    /// A resource that calls `target` with each HTTP request for this host.
    public Flow ingress(String name, String host, String target) {
        return resource(name, "http-ingress")
                .with(name, "host", host)
                .map(name, "new_request", target);
    }

    /// A resource that casts the body of each HTTP request for this host to `target`.
    public Flow castIngress(String name, String host, String target) {
        return ingress(name, host, target).with(name, "async", "true");
    }

    /// A resource that appends events to a file in the folder of the cluster.
    public Flow fileLog(String name, String file) {
        return resource(name, "file-log").with(name, "filename", file);
    }

    /// Leads a channel of a component to another component.
    public Flow map(String from, String channel, String to) {
        part(from).outputs().put(channel, to);
        return this;
    }

    /// Adds an annotation to a function, or a configuration to a resource.
    public Flow with(String component, String key, String value) {
        part(component).settings().put(key, value);
        return this;
    }

    /// Allows a component on one node of a [TestCluster] only.
    public Flow on(int node, String component) {
        return with(component, "label_match_all", "node-" + node);
    }

    private Part part(String name) {
        Part part = parts.get(name);
        if (part == null) {
            throw new IllegalArgumentException("there is no component " + name);
        }
        return part;
    }

    public WorkflowSpec spec() {
        List<WorkflowFunction> functions = new ArrayList<>();
        List<WorkflowResource> resources = new ArrayList<>();
        parts.forEach((name, part) -> {
            if (part.code().isPresent()) {
                functions.add(
                        new WorkflowFunction(
                                name,
                                functionClass(part, part.code().get()),
                                part.outputs(),
                                part.settings()));
            } else {
                resources.add(
                        new WorkflowResource(name, part.kind(), part.outputs(), part.settings()));
            }
        });
        return new WorkflowSpec(functions, resources, Map.of());
    }

    private static FunctionClass functionClass(Part part, byte[] code) {
        return new FunctionClass(
                part.kind(),
                FUNCTION_TYPE,
                "0.1",
                Optional.empty(),
                Binary.of(code),
                List.copyOf(part.outputs().keySet()));
    }
}
