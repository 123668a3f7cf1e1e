package io.edgeless.systemtest.compat;

import com.google.protobuf.ByteString;

import io.edgeless.systemtest.cluster.Guests;
import io.edgeless.systemtest.compat.v12.FunctionClassSpecification;
import io.edgeless.systemtest.compat.v12.SpawnWorkflowRequest;
import io.edgeless.systemtest.compat.v12.WorkflowFunction;
import io.edgeless.systemtest.compat.v12.WorkflowResource;

import java.util.List;
import java.util.Map;

/// Workflows as a client of v1.2 sends them: the code's bytes beside its original text.
final class V12Workflows {

    private V12Workflows() {}

    /// Readings over HTTP: the example of the README.
    static SpawnWorkflowRequest readings(String host) {
        return SpawnWorkflowRequest.newBuilder()
                .addWorkflowFunctions(
                        function("stage_1", "http_processor")
                                .putOutputMapping("success_cb", "stage_2"))
                .addWorkflowFunctions(
                        function("stage_2", "http_processor_stage_2")
                                .putOutputMapping("log", "readings")
                                .putAnnotations("init-payload", "window=3"))
                .addWorkflowResources(
                        WorkflowResource.newBuilder()
                                .setName("ingress")
                                .setClassType("http-ingress")
                                .putOutputMapping("new_request", "stage_1")
                                .putConfigurations("host", host)
                                .putConfigurations("method", "POST"))
                .addWorkflowResources(
                        WorkflowResource.newBuilder()
                                .setName("readings")
                                .setClassType("file-log")
                                .putConfigurations("filename", host + ".log"))
                .putAnnotations("owner", "somebody")
                .build();
    }

    /// One function that does nothing.
    static SpawnWorkflowRequest noop(Map<String, String> annotations) {
        return only(function("only", "noop").putAllAnnotations(annotations));
    }

    static SpawnWorkflowRequest only(WorkflowFunction.Builder function) {
        return SpawnWorkflowRequest.newBuilder().addWorkflowFunctions(function).build();
    }

    static WorkflowFunction.Builder function(String name, String guest) {
        return WorkflowFunction.newBuilder().setName(name).setClassSpec(functionClass(guest));
    }

    static FunctionClassSpecification.Builder functionClass(String guest) {
        return FunctionClassSpecification.newBuilder()
                .setId(guest)
                .setFunctionType("RUST_WASM")
                .setVersion("0.1")
                .setCode("../" + guest + ".wasm")
                .setBinary(ByteString.copyFrom(Guests.example(guest)))
                .addAllOutputs(List.of("success_cb", "log"));
    }
}
