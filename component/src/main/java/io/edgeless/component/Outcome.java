package io.edgeless.component;

/// How the handling of one event or life-cycle step ended.
public sealed interface Outcome {

    Outcome NO_REPLY = new NoReply();

    /// A call was answered. The array is owned by the receiver of the outcome.
    record Reply(byte[] payload) implements Outcome {}

    /// Done, with nothing to answer.
    record NoReply() implements Outcome {}

    /// The component itself says that it failed; it goes on living.
    record Failed(String reason) implements Outcome {}

    /// The guest broke (trap, bad pointer, broken code): its instance must be discarded.
    record Trapped(String reason) implements Outcome {}

    /// The guest was stopped from outside (CPU budget, stop): its instance must be discarded.
    record Interrupted(String reason) implements Outcome {}

    /// Whether the instance can handle further events.
    default boolean usable() {
        return !(this instanceof Trapped) && !(this instanceof Interrupted);
    }
}
