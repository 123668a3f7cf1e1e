package io.edgeless.resource.builtin.http;

/// What became of bytes that should be a message.
sealed interface Decoded<M> {

    record Message<M>(M message) implements Decoded<M> {}

    record Malformed<M>(String reason) implements Decoded<M> {}
}
