package io.edgeless.component;

/// The answer to a call as its caller sees it.
public sealed interface CallResult {

    CallResult NO_REPLY = new NoReply();

    /// The array is owned by the caller.
    record Reply(byte[] payload) implements CallResult {}

    record NoReply() implements CallResult {}

    /// No answer: the callee failed, or the call never reached it.
    record Failed(Failure failure, String detail) implements CallResult {}

    /// Why a call has no answer.
    enum Failure {
        /// The callee answered with an error, trapped or was stopped.
        CALLEE_FAILED,
        /// It would wait for its own caller, or is nested too deep.
        ENTANGLED,
        /// The channel is not mapped to anything.
        UNKNOWN_CHANNEL,
        /// The callee or its node is not known or not reachable.
        UNREACHABLE,
        /// The callee's mailbox is full or the caller has too many calls open.
        OVERLOADED,
        /// No answer came in time.
        DEADLINE,
        /// The payload is larger than allowed.
        TOO_LARGE,
        /// The caller is being stopped.
        STOPPED
    }
}
