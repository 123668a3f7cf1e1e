package io.edgeless.api.rpc;

import java.time.Duration;

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

    /// Answered when a program takes no more requests.
    public static RpcException busy(String program) {
        return new RpcException(
                Code.UNAVAILABLE,
                "the %s is overloaded or stopping; try again later".formatted(program));
    }

    /// Answered when a program did not get to the request in time.
    public static RpcException late(String program, Duration waited) {
        return new RpcException(
                Code.DEADLINE_EXCEEDED,
                "the %s had no answer within %d s".formatted(program, waited.toSeconds()));
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
