package io.edgeless.api.rpc;

import com.google.protobuf.Empty;

import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.StartResult;
import io.edgeless.api.rpc.wire.FunctionInstanceGrpc;
import io.edgeless.api.rpc.wire.InstanceIdVariant;
import io.edgeless.api.rpc.wire.PatchRequest;
import io.edgeless.api.rpc.wire.ResourceConfigurationGrpc;
import io.edgeless.api.rpc.wire.ResourceInstanceSpecification;
import io.edgeless.api.rpc.wire.SpawnFunctionRequest;
import io.edgeless.api.rpc.wire.StartComponentResponse;
import io.grpc.BindableService;
import io.grpc.stub.StreamObserver;

import java.util.List;

/// The end of an orchestrator or a node's agent of the services FunctionInstance and
/// ResourceConfiguration.
public final class ComponentService {

    private final Components components;

    public ComponentService(Components components) {
        this.components = components;
    }

    /// Both services, for one server.
    public List<BindableService> services() {
        return List.of(new Functions(components), new Resources(components));
    }

    private static StartComponentResponse invalid(String summary, Malformed cause) {
        return ComponentWire.write(
                new StartResult.Refused(Refusal.of(summary, String.valueOf(cause.getMessage()))));
    }

    private static final class Functions extends FunctionInstanceGrpc.FunctionInstanceImplBase {

        private final Components components;

        Functions(Components components) {
            this.components = components;
        }

        @Override
        public void start(
                SpawnFunctionRequest request, StreamObserver<StartComponentResponse> observer) {
            Answering.answer(observer, text -> text, () -> start(request));
        }

        private StartComponentResponse start(SpawnFunctionRequest request) {
            FunctionSpec spec;
            try {
                spec = ComponentWire.read(request);
            } catch (Malformed e) {
                return invalid("Invalid function instance creation request", e);
            }
            return ComponentWire.write(components.startFunction(spec));
        }

        @Override
        public void stop(InstanceIdVariant request, StreamObserver<Empty> observer) {
            Answering.done(
                    observer,
                    text -> "Error when stopping a function instance: " + text,
                    () -> components.stopFunction(IdWire.read(request)));
        }

        @Override
        public void patch(PatchRequest request, StreamObserver<Empty> observer) {
            Answering.done(
                    observer,
                    text -> "Error when updating the links of a function instance: " + text,
                    () -> components.patchFunction(ComponentWire.read(request)));
        }
    }

    private static final class Resources
            extends ResourceConfigurationGrpc.ResourceConfigurationImplBase {

        private final Components components;

        Resources(Components components) {
            this.components = components;
        }

        @Override
        public void start(
                ResourceInstanceSpecification request,
                StreamObserver<StartComponentResponse> observer) {
            Answering.answer(observer, text -> text, () -> start(request));
        }

        private StartComponentResponse start(ResourceInstanceSpecification request) {
            ResourceSpec spec;
            try {
                spec = ComponentWire.read(request);
            } catch (Malformed e) {
                return invalid("Error when creating a resource", e);
            }
            return ComponentWire.write(components.startResource(spec));
        }

        @Override
        public void stop(InstanceIdVariant request, StreamObserver<Empty> observer) {
            Answering.done(
                    observer,
                    text -> "Error when deleting a resource: " + text,
                    () -> components.stopResource(IdWire.read(request)));
        }

        @Override
        public void patch(PatchRequest request, StreamObserver<Empty> observer) {
            Answering.done(
                    observer,
                    text -> "Error when patching a resource: " + text,
                    () -> components.patchResource(ComponentWire.read(request)));
        }
    }
}
