package io.edgeless.api.rpc;

import io.grpc.Status;

/// The statuses of gRPC and ours.
final class Codes {

    private Codes() {}

    static Status.Code status(RpcException.Code code) {
        return Status.Code.valueOf(code.name());
    }

    /// A call that ended half-way counts as UNAVAILABLE: its outcome is not known. What has no
    /// counterpart counts as INTERNAL.
    static RpcException.Code code(Status.Code status) {
        return switch (status) {
            case INVALID_ARGUMENT -> RpcException.Code.INVALID_ARGUMENT;
            case NOT_FOUND -> RpcException.Code.NOT_FOUND;
            case UNAVAILABLE, CANCELLED, ABORTED -> RpcException.Code.UNAVAILABLE;
            case DEADLINE_EXCEEDED -> RpcException.Code.DEADLINE_EXCEEDED;
            case RESOURCE_EXHAUSTED -> RpcException.Code.RESOURCE_EXHAUSTED;
            case UNIMPLEMENTED -> RpcException.Code.UNIMPLEMENTED;
            case UNAUTHENTICATED -> RpcException.Code.UNAUTHENTICATED;
            case PERMISSION_DENIED -> RpcException.Code.PERMISSION_DENIED;
            default -> RpcException.Code.INTERNAL;
        };
    }
}
