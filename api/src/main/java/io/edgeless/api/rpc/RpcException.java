package io.edgeless.api.rpc;

/// A remote call that failed: the peer could not be reached or answered with an error status.
/// Implementations of the services throw it to answer with that status.
public final class RpcException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// The gRPC statuses that matter here.
    public enum Code {
        INVALID_ARGUMENT,
        NOT_FOUND,
        UNAVAILABLE,
        DEADLINE_EXCEEDED,
        RESOURCE_EXHAUSTED,
        UNIMPLEMENTED,
        UNAUTHENTICATED,
        PERMISSION_DENIED,
        INTERNAL
    }

    private final Code code;

    public RpcException(Code code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    /// Whether the peer certainly did not carry out the request.
    public boolean certainlyNotDone() {
        return switch (code) {
            case INVALID_ARGUMENT, UNIMPLEMENTED, UNAUTHENTICATED, PERMISSION_DENIED -> true;
            default -> false;
        };
    }
}
