package io.edgeless.api.rpc;

import com.google.protobuf.UnsafeByteOperations;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.ComponentRef;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.StartResult;
import io.edgeless.api.model.StatePolicy;
import io.edgeless.api.model.StateSpec;
import io.edgeless.api.rpc.wire.FunctionClassSpecification;
import io.edgeless.api.rpc.wire.PatchRequest;
import io.edgeless.api.rpc.wire.ResourceInstanceSpecification;
import io.edgeless.api.rpc.wire.ResponseError;
import io.edgeless.api.rpc.wire.SourceEpoch;
import io.edgeless.api.rpc.wire.SpawnFunctionRequest;
import io.edgeless.api.rpc.wire.StartComponentResponse;
import io.edgeless.api.rpc.wire.StateSpecification;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Translates functions, resources, patches and their answers. Readers throw [Malformed].
final class ComponentWire {

    private ComponentWire() {}

    static Refusal read(ResponseError wire) {
        return new Refusal(
                wire.getSummary(),
                wire.hasDetail() ? Optional.of(wire.getDetail()) : Optional.empty());
    }

    static ResponseError write(Refusal refusal) {
        ResponseError.Builder wire = ResponseError.newBuilder().setSummary(refusal.summary());
        refusal.detail().ifPresent(wire::setDetail);
        return wire.build();
    }

    static FunctionClass read(FunctionClassSpecification wire) {
        return new FunctionClass(
                wire.getId(),
                wire.getFunctionType(),
                wire.getVersion(),
                wire.getCode().isEmpty() ? Optional.empty() : Optional.of(wire.getCode()),
                Binary.of(wire.getBinary().toByteArray()),
                wire.getOutputsList());
    }

    static FunctionClassSpecification write(FunctionClass functionClass) {
        FunctionClassSpecification.Builder wire =
                FunctionClassSpecification.newBuilder()
                        .setId(functionClass.id())
                        .setFunctionType(functionClass.type())
                        .setVersion(functionClass.version())
                        .setCode(functionClass.code().orElse(""))
                        .addAllOutputs(functionClass.outputs());
        if (functionClass.binary() instanceof Binary.Inline inline) {
            wire.setBinary(UnsafeByteOperations.unsafeWrap(inline.bytes()));
        }
        return wire.build();
    }

    static FunctionSpec read(SpawnFunctionRequest wire) {
        if (!wire.hasCode()) {
            throw new Malformed("the function class is missing");
        }
        if (!wire.hasStateSpecification()) {
            throw new Malformed("the state specification is missing");
        }
        return new FunctionSpec(
                read(wire.getCode()),
                wire.getAnnotationsMap(),
                read(wire.getStateSpecification()),
                wire.getWorkflowId(),
                IdWire.placement(wire.getLogicalId(), wire.getEpoch()));
    }

    private static StateSpec read(StateSpecification wire) {
        StateId id =
                StateId.parse(wire.getStateId())
                        .orElseThrow(() ->
                                new Malformed(
                                        "the state id is not a UUID: '" + wire.getStateId() + "'"));
        return new StateSpec(
                id,
                switch (wire.getPolicy()) {
                    case NODE_LOCAL -> StatePolicy.NODE_LOCAL;
                    case GLOBAL -> StatePolicy.GLOBAL;
                    case TRANSIENT, UNRECOGNIZED -> StatePolicy.TRANSIENT;
                });
    }

    static SpawnFunctionRequest write(FunctionSpec spec) {
        SpawnFunctionRequest.Builder wire =
                SpawnFunctionRequest.newBuilder()
                        .setCode(write(spec.code()))
                        .putAllAnnotations(spec.annotations())
                        .setStateSpecification(
                                StateSpecification.newBuilder()
                                        .setStateId(spec.state().id().toString())
                                        .setPolicy(policy(spec.state().policy())))
                        .setWorkflowId(spec.workflow());
        spec.placement()
                .ifPresent(placement ->
                        wire.setLogicalId(placement.logical().toString())
                                .setEpoch(placement.epoch()));
        return wire.build();
    }

    private static io.edgeless.api.rpc.wire.StatePolicy policy(StatePolicy policy) {
        return io.edgeless.api.rpc.wire.StatePolicy.valueOf(policy.name());
    }

    static ResourceSpec read(ResourceInstanceSpecification wire) {
        return new ResourceSpec(
                wire.getResourceClassType(),
                wire.getConfigurationMap(),
                wire.getWorkflowId(),
                IdWire.placement(wire.getLogicalId(), wire.getEpoch()),
                wire.getProviderId().isEmpty()
                        ? Optional.empty()
                        : Optional.of(wire.getProviderId()));
    }

    static ResourceInstanceSpecification write(ResourceSpec spec) {
        ResourceInstanceSpecification.Builder wire =
                ResourceInstanceSpecification.newBuilder()
                        .setResourceClassType(spec.classType())
                        .putAllConfiguration(spec.configuration())
                        .setWorkflowId(spec.workflow())
                        .setProviderId(spec.providerId().orElse(""));
        spec.placement()
                .ifPresent(placement ->
                        wire.setLogicalId(placement.logical().toString())
                                .setEpoch(placement.epoch()));
        return wire.build();
    }

    /// Targets with bad ids are left out, as in v1.2.
    static Patch read(PatchRequest wire) {
        UUID component = IdWire.physical(wire.getFunctionId()).value();
        Map<String, InstanceId> outputs = new LinkedHashMap<>();
        wire.getOutputMappingMap()
                .forEach((channel, target) ->
                        target(target).ifPresent(t -> outputs.put(channel, t)));
        List<Placement> sources =
                wire.getSourcesList().stream()
                        .flatMap(source ->
                                IdWire.placement(source.getLogicalId(), source.getEpoch()).stream())
                        .toList();
        return new Patch(component, outputs, sources);
    }

    private static Optional<InstanceId> target(io.edgeless.api.rpc.wire.InstanceId wire) {
        return NodeId.parse(wire.getNodeId())
                .flatMap(node ->
                        PhysicalId.parse(wire.getFunctionId())
                                .map(function -> new InstanceId(node, function)));
    }

    static PatchRequest write(Patch patch) {
        PatchRequest.Builder wire =
                PatchRequest.newBuilder().setFunctionId(patch.component().toString());
        patch.outputs()
                .forEach((channel, target) -> wire.putOutputMapping(channel, IdWire.write(target)));
        patch.sources()
                .forEach(source ->
                        wire.addSources(
                                SourceEpoch.newBuilder()
                                        .setLogicalId(source.logical().toString())
                                        .setEpoch(source.epoch())));
        return wire.build();
    }

    /// The instance takes precedence over an error, as in v1.2.
    static StartResult read(StartComponentResponse wire) {
        if (wire.hasInstanceId()) {
            return new StartResult.Started(IdWire.read(wire.getInstanceId()));
        }
        if (wire.hasResponseError()) {
            return new StartResult.Refused(read(wire.getResponseError()));
        }
        throw new Malformed("the answer has neither an instance nor an error");
    }

    static StartComponentResponse write(StartResult result) {
        StartComponentResponse.Builder wire = StartComponentResponse.newBuilder();
        switch (result) {
            case StartResult.Started(ComponentRef ref) -> wire.setInstanceId(IdWire.write(ref));
            case StartResult.Refused(Refusal refusal) -> wire.setResponseError(write(refusal));
        }
        return wire.build();
    }
}
