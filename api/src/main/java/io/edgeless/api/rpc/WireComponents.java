package io.edgeless.api.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.Quoted;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.StartResult;
import io.edgeless.api.model.StatePolicy;
import io.edgeless.api.model.StateSpec;
import io.edgeless.api.rpc.wire.Wire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What it takes to start, stop and connect components, between wire and model.
final class WireComponents {

    private WireComponents() {}

    static FunctionClass read(Wire.FunctionClassSpecification spec) {
        return new FunctionClass(
                spec.getId(),
                spec.getFunctionType(),
                spec.getVersion(),
                textOrEmpty(spec.getCode()),
                Binary.of(spec.getBinary().toByteArray()),
                spec.getOutputsList());
    }

    static Wire.FunctionClassSpecification write(FunctionClass functionClass) {
        return Wire.FunctionClassSpecification.newBuilder()
                .setId(functionClass.id())
                .setFunctionType(functionClass.type())
                .setVersion(functionClass.version())
                .setBinary(bytesOf(functionClass.binary()))
                .setCode(functionClass.code().orElse(""))
                .addAllOutputs(functionClass.outputs())
                .build();
    }

    /// Code that is kept elsewhere is not on the wire: the receiver sees no bytes.
    private static ByteString bytesOf(Binary binary) {
        return binary instanceof Binary.Inline inline
                ? UnsafeByteOperations.unsafeWrap(inline.bytes())
                : ByteString.EMPTY;
    }

    static FunctionSpec read(Wire.SpawnFunctionRequest request) {
        Malformed.unlessPresent(request.hasCode(), "code");
        Malformed.unlessPresent(request.hasStateSpecification(), "state_specification");
        return new FunctionSpec(
                read(request.getCode()),
                request.getAnnotationsMap(),
                read(request.getStateSpecification()),
                request.getWorkflowId(),
                WireIds.placement(request.getLogicalId(), request.getEpoch()));
    }

    static Wire.SpawnFunctionRequest write(FunctionSpec spec) {
        var request =
                Wire.SpawnFunctionRequest.newBuilder()
                        .setCode(write(spec.code()))
                        .putAllAnnotations(spec.annotations())
                        .setStateSpecification(write(spec.state()))
                        .setWorkflowId(spec.workflow());
        spec.placement()
                .ifPresent(placement ->
                        request.setLogicalId(placement.logical().toString())
                                .setEpoch(placement.epoch()));
        return request.build();
    }

    private static StateSpec read(Wire.StateSpecification state) {
        StatePolicy policy =
                switch (state.getPolicy()) {
                    case TRANSIENT, UNRECOGNIZED -> StatePolicy.TRANSIENT;
                    case NODE_LOCAL -> StatePolicy.NODE_LOCAL;
                    case GLOBAL -> StatePolicy.GLOBAL;
                };
        return new StateSpec(WireIds.id(StateId::parse, "state_id", state.getStateId()), policy);
    }

    private static Wire.StateSpecification write(StateSpec state) {
        return Wire.StateSpecification.newBuilder()
                .setStateId(state.id().toString())
                .setPolicy(
                        switch (state.policy()) {
                            case TRANSIENT -> Wire.StatePolicy.TRANSIENT;
                            case NODE_LOCAL -> Wire.StatePolicy.NODE_LOCAL;
                            case GLOBAL -> Wire.StatePolicy.GLOBAL;
                        })
                .build();
    }

    static ResourceSpec read(Wire.ResourceInstanceSpecification request) {
        return new ResourceSpec(
                request.getResourceClassType(),
                request.getConfigurationMap(),
                request.getWorkflowId(),
                WireIds.placement(request.getLogicalId(), request.getEpoch()),
                textOrEmpty(request.getProviderId()));
    }

    static Wire.ResourceInstanceSpecification write(ResourceSpec spec) {
        var request =
                Wire.ResourceInstanceSpecification.newBuilder()
                        .setResourceClassType(spec.classType())
                        .putAllConfiguration(spec.configuration())
                        .setWorkflowId(spec.workflow())
                        .setProviderId(spec.providerId().orElse(""));
        spec.placement()
                .ifPresent(placement ->
                        request.setLogicalId(placement.logical().toString())
                                .setEpoch(placement.epoch()));
        return request.build();
    }

    /// The instance wins over an error beside it, as in v1.2.
    static StartResult read(Wire.StartComponentResponse response) {
        if (response.hasInstanceId()) {
            return new StartResult.Started(WireIds.read(response.getInstanceId()));
        }
        Malformed.unlessPresent(response.hasResponseError(), "instance_id or response_error");
        return new StartResult.Refused(WireRefusals.read(response.getResponseError()));
    }

    static Wire.StartComponentResponse write(StartResult result) {
        return switch (result) {
            case StartResult.Started(var ref) ->
                    Wire.StartComponentResponse.newBuilder()
                            .setInstanceId(WireIds.write(ref))
                            .build();
            case StartResult.Refused(Refusal refusal) ->
                    Wire.StartComponentResponse.newBuilder()
                            .setResponseError(WireRefusals.write(refusal))
                            .build();
        };
    }

    /// One wrong target refuses the whole patch: a channel that silently leads nowhere is worse.
    static Patch read(Wire.PatchRequest request) {
        Map<String, InstanceId> outputs = new LinkedHashMap<>();
        request.getOutputMappingMap()
                .forEach((channel, target) ->
                        outputs.put(
                                channel,
                                WireIds.read("target of channel " + Quoted.text(channel), target)));
        return new Patch(
                WireIds.uuid("function_id", request.getFunctionId()),
                outputs,
                request.getSourcesList().stream()
                        .map(source ->
                                new Placement(
                                        WireIds.logical(
                                                "sources.logical_id", source.getLogicalId()),
                                        WireIds.epoch(source.getEpoch())))
                        .toList());
    }

    static Wire.PatchRequest write(Patch patch) {
        var request = Wire.PatchRequest.newBuilder().setFunctionId(patch.component().toString());
        patch.outputs()
                .forEach((channel, id) -> request.putOutputMapping(channel, WireIds.write(id)));
        patch.sources()
                .forEach(source ->
                        request.addSources(
                                Wire.SourceEpoch.newBuilder()
                                        .setLogicalId(source.logical().toString())
                                        .setEpoch(source.epoch())));
        return request.build();
    }

    private static Optional<String> textOrEmpty(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
