package io.edgeless.systemtest.compat;

import com.google.protobuf.Empty;

import io.edgeless.systemtest.compat.v12.Event;
import io.edgeless.systemtest.compat.v12.FunctionInstanceGrpc;
import io.edgeless.systemtest.compat.v12.FunctionInvocationGrpc;
import io.edgeless.systemtest.compat.v12.InstanceId;
import io.edgeless.systemtest.compat.v12.InstanceIdVariant;
import io.edgeless.systemtest.compat.v12.NodeCapabilities;
import io.edgeless.systemtest.compat.v12.NodeManagementGrpc;
import io.edgeless.systemtest.compat.v12.NodeRegistrationGrpc;
import io.edgeless.systemtest.compat.v12.PatchRequest;
import io.edgeless.systemtest.compat.v12.ResourceConfigurationGrpc;
import io.edgeless.systemtest.compat.v12.ResourceInstanceSpecification;
import io.edgeless.systemtest.compat.v12.ResourceProviderSpecification;
import io.edgeless.systemtest.compat.v12.SpawnFunctionRequest;
import io.edgeless.systemtest.compat.v12.StartComponentResponse;
import io.edgeless.systemtest.compat.v12.UpdateNodeRequest;
import io.edgeless.systemtest.compat.v12.UpdateNodeResponse;
import io.edgeless.systemtest.compat.v12.UpdatePeersRequest;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A node of v1.2 as its orchestrator sees it: accepts everything, remembers what it was told, runs
/// nothing. It knows no field from 1000 up and sends none.
final class V12Node implements AutoCloseable {

    final String id = UUID.randomUUID().toString();
    final List<SpawnFunctionRequest> functions = new CopyOnWriteArrayList<>();
    final List<ResourceInstanceSpecification> resources = new CopyOnWriteArrayList<>();
    final List<InstanceId> instances = new CopyOnWriteArrayList<>();
    final List<PatchRequest> patches = new CopyOnWriteArrayList<>();
    final List<UpdatePeersRequest> peers = new CopyOnWriteArrayList<>();
    final List<String> stopped = new CopyOnWriteArrayList<>();
    final List<Event> events = new CopyOnWriteArrayList<>();
    final AtomicInteger resets = new AtomicInteger();

    private long nonce = new SecureRandom().nextLong();
    private final V12Server agent =
            new V12Server(new Functions(), new Resources(), new Management());
    private final V12Server invocation = new V12Server(new Invocation());

    /// What a node of v1.2 with a minute between its refreshes sends.
    UpdateNodeRequest.Builder registration() {
        return UpdateNodeRequest.newBuilder()
                .setNodeId(id)
                .setAgentUrl(agent.url())
                .setInvocationUrl(invocation.url())
                .setRefreshDeadline(Instant.now().getEpochSecond() + 120)
                .setNonce(nonce)
                .addResourceProviders(
                        ResourceProviderSpecification.newBuilder()
                                .setProviderId("v12-sink")
                                .setClassType("v12-sink"))
                .setCapabilities(
                        NodeCapabilities.newBuilder()
                                .setNumCpus(2)
                                .setNumCores(2)
                                .setMemSize(1024)
                                .addLabels("v12")
                                .addRuntimes("RUST_WASM"));
    }

    static UpdateNodeResponse register(Channel orchestrator, UpdateNodeRequest.Builder request) {
        return NodeRegistrationGrpc.newBlockingStub(orchestrator).updateNode(request.build());
    }

    /// Becomes another process with the same id, which runs nothing.
    void restart() {
        nonce++;
        functions.clear();
        resources.clear();
        patches.clear();
        peers.clear();
        stopped.clear();
        resets.set(0);
    }

    String invocationUrl() {
        return invocation.url();
    }

    @Override
    public void close() {
        agent.close();
        invocation.close();
    }

    private StartComponentResponse started() {
        InstanceId instance =
                InstanceId.newBuilder()
                        .setNodeId(id)
                        .setFunctionId(UUID.randomUUID().toString())
                        .build();
        instances.add(instance);
        return StartComponentResponse.newBuilder()
                .setInstanceId(InstanceIdVariant.newBuilder().setInstanceId(instance))
                .build();
    }

    private static <A> void answer(StreamObserver<A> observer, A answer) {
        observer.onNext(answer);
        observer.onCompleted();
    }

    private final class Functions extends FunctionInstanceGrpc.FunctionInstanceImplBase {

        @Override
        public void start(
                SpawnFunctionRequest request, StreamObserver<StartComponentResponse> observer) {
            functions.add(request);
            answer(observer, started());
        }

        @Override
        public void stop(InstanceIdVariant request, StreamObserver<Empty> observer) {
            stopped.add(request.getInstanceId().getFunctionId());
            answer(observer, Empty.getDefaultInstance());
        }

        @Override
        public void patch(PatchRequest request, StreamObserver<Empty> observer) {
            patches.add(request);
            answer(observer, Empty.getDefaultInstance());
        }
    }

    private final class Resources extends ResourceConfigurationGrpc.ResourceConfigurationImplBase {

        @Override
        public void start(
                ResourceInstanceSpecification request,
                StreamObserver<StartComponentResponse> observer) {
            resources.add(request);
            answer(observer, started());
        }

        @Override
        public void stop(InstanceIdVariant request, StreamObserver<Empty> observer) {
            stopped.add(request.getInstanceId().getFunctionId());
            answer(observer, Empty.getDefaultInstance());
        }

        @Override
        public void patch(PatchRequest request, StreamObserver<Empty> observer) {
            patches.add(request);
            answer(observer, Empty.getDefaultInstance());
        }
    }

    private final class Management extends NodeManagementGrpc.NodeManagementImplBase {

        @Override
        public void updatePeers(UpdatePeersRequest request, StreamObserver<Empty> observer) {
            peers.add(request);
            answer(observer, Empty.getDefaultInstance());
        }

        @Override
        public void reset(Empty request, StreamObserver<Empty> observer) {
            resets.incrementAndGet();
            answer(observer, Empty.getDefaultInstance());
        }
    }

    private final class Invocation extends FunctionInvocationGrpc.FunctionInvocationImplBase {

        @Override
        public void handle(Event request, StreamObserver<Empty> observer) {
            events.add(request);
            answer(observer, Empty.getDefaultInstance());
        }
    }
}
