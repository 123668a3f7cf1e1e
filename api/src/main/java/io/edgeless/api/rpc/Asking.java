package io.edgeless.api.rpc;

import io.edgeless.api.rpc.RpcException.Code;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The one boundary of every client: each call has a deadline, and whatever goes wrong is an
/// [RpcException] that says which call it was.
final class Asking {

    private Asking() {}

    /// Makes the call and translates its answer.
    static <A> A ask(String rpc, Supplier<A> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw failure(rpc, e.getStatus());
        } catch (Malformed e) {
            throw new RpcException(
                    Code.INTERNAL, rpc + ": the answer is malformed: " + e.getMessage());
        }
    }

    static RpcException failure(String rpc, Status status) {
        String text = status.getDescription() == null ? "" : ": " + status.getDescription();
        String cause = status.getCause() == null ? "" : " (" + status.getCause().getMessage() + ")";
        return new RpcException(
                code(status.getCode()), rpc + ": " + status.getCode() + text + cause);
    }

    private static Code code(Status.Code code) {
        return switch (code) {
            case INVALID_ARGUMENT, OUT_OF_RANGE, FAILED_PRECONDITION -> Code.INVALID_ARGUMENT;
            case NOT_FOUND -> Code.NOT_FOUND;
            case UNAVAILABLE, CANCELLED, ABORTED -> Code.UNAVAILABLE;
            case DEADLINE_EXCEEDED -> Code.DEADLINE_EXCEEDED;
            case RESOURCE_EXHAUSTED -> Code.RESOURCE_EXHAUSTED;
            case UNIMPLEMENTED -> Code.UNIMPLEMENTED;
            case UNAUTHENTICATED -> Code.UNAUTHENTICATED;
            case PERMISSION_DENIED -> Code.PERMISSION_DENIED;
            case OK, UNKNOWN, INTERNAL, ALREADY_EXISTS, DATA_LOSS -> Code.INTERNAL;
        };
    }

    /// The stub with a deadline from now.
    static <S extends AbstractStub<S>> S within(S stub, Duration deadline) {
        return stub.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }
}
