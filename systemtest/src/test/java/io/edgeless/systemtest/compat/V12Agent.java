package io.edgeless.systemtest.compat;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;

import io.edgeless.systemtest.cluster.Guests;
import io.edgeless.systemtest.compat.v12.DomainManagedInstanceId;
import io.edgeless.systemtest.compat.v12.FunctionClassSpecification;
import io.edgeless.systemtest.compat.v12.FunctionInstanceGrpc;
import io.edgeless.systemtest.compat.v12.InstanceId;
import io.edgeless.systemtest.compat.v12.InstanceIdVariant;
import io.edgeless.systemtest.compat.v12.NodeManagementGrpc;
import io.edgeless.systemtest.compat.v12.PatchRequest;
import io.edgeless.systemtest.compat.v12.ResourceConfigurationGrpc;
import io.edgeless.systemtest.compat.v12.ResourceInstanceSpecification;
import io.edgeless.systemtest.compat.v12.SpawnFunctionRequest;
import io.edgeless.systemtest.compat.v12.StartComponentResponse;
import io.edgeless.systemtest.compat.v12.StatePolicy;
import io.edgeless.systemtest.compat.v12.StateSpecification;
import io.edgeless.systemtest.compat.v12.UpdatePeersRequest;
import io.edgeless.systemtest.compat.v12.UpdatePeersRequestType;

import java.util.Map;
import java.util.UUID;

/// The agent of a node as an orchestrator of v1.2 commands it.
final class V12Agent implements AutoCloseable {

    private final V12Channel channel;
    private final FunctionInstanceGrpc.FunctionInstanceBlockingStub functions;
    private final ResourceConfigurationGrpc.ResourceConfigurationBlockingStub resources;
    private final NodeManagementGrpc.NodeManagementBlockingStub management;

    V12Agent(String url) {
        channel = new V12Channel(url);
        functions = FunctionInstanceGrpc.newBlockingStub(channel.channel());
        resources = ResourceConfigurationGrpc.newBlockingStub(channel.channel());
        management = NodeManagementGrpc.newBlockingStub(channel.channel());
    }

    @Override
    public void close() {
        channel.close();
    }

    // ---- functions --------------------------------------------------------------------------

    /// Starts an example function, which must succeed.
    InstanceId startExample(String name) {
        return started(start(name, ByteString.copyFrom(Guests.example(name)), Map.of()));
    }

    InstanceId started(StartComponentResponse response) {
        assertThat(response.getResponseError().getSummary()).isEmpty();
        return response.getInstanceId().getInstanceId();
    }

    StartComponentResponse start(String id, ByteString code, Map<String, String> annotations) {
        return functions.start(spawn(id, code).putAllAnnotations(annotations).build());
    }

    StartComponentResponse startOfType(String type) {
        SpawnFunctionRequest.Builder request = spawn("x", ByteString.EMPTY);
        request.getCodeBuilder().setFunctionType(type);
        return functions.start(request.build());
    }

    StartComponentResponse startNothing() {
        return functions.start(SpawnFunctionRequest.getDefaultInstance());
    }

    private static SpawnFunctionRequest.Builder spawn(String id, ByteString code) {
        return SpawnFunctionRequest.newBuilder()
                .setCode(
                        FunctionClassSpecification.newBuilder()
                                .setId(id)
                                .setFunctionType("RUST_WASM")
                                .setVersion("0.1")
                                .setBinary(code))
                .setStateSpecification(
                        StateSpecification.newBuilder()
                                .setStateId(UUID.randomUUID().toString())
                                .setPolicy(StatePolicy.NODE_LOCAL))
                .setWorkflowId(UUID.randomUUID().toString());
    }

    void stopFunction(InstanceId instance) {
        var _ = functions.stop(variant(instance));
    }

    /// With the id that only orchestrators know.
    void stopLogical() {
        var id = DomainManagedInstanceId.newBuilder().setInstanceId(UUID.randomUUID().toString());
        var _ =
                functions.stop(
                        InstanceIdVariant.newBuilder().setDomainManagedInstanceId(id).build());
    }

    void patch(InstanceId instance, String output, InstanceId target) {
        var _ =
                functions.patch(
                        PatchRequest.newBuilder()
                                .setFunctionId(instance.getFunctionId())
                                .putOutputMapping(output, target)
                                .build());
    }

    // ---- resources --------------------------------------------------------------------------

    StartComponentResponse startResource(ResourceInstanceSpecification request) {
        return resources.start(request);
    }

    void stopResource(InstanceId instance) {
        var _ = resources.stop(variant(instance));
    }

    private static InstanceIdVariant variant(InstanceId instance) {
        return InstanceIdVariant.newBuilder().setInstanceId(instance).build();
    }

    // ---- the node ---------------------------------------------------------------------------

    void addPeer(V12Node peer) {
        update(
                UpdatePeersRequest.newBuilder()
                        .setRequestType(UpdatePeersRequestType.ADD)
                        .setNodeId(peer.id)
                        .setInvocationUrl(peer.invocationUrl()));
    }

    void removePeer(V12Node peer) {
        update(
                UpdatePeersRequest.newBuilder()
                        .setRequestType(UpdatePeersRequestType.DEL)
                        .setNodeId(peer.id));
    }

    /// An update without the peer.
    void updateNoPeer() {
        update(UpdatePeersRequest.newBuilder().setRequestType(UpdatePeersRequestType.ADD));
    }

    private void update(UpdatePeersRequest.Builder request) {
        var _ = management.updatePeers(request.build());
    }

    void reset() {
        var _ = management.reset(Empty.getDefaultInstance());
    }
}
