package io.edgeless.resource.builtin.http;

/// What became of the attempt to read a part of a request.
sealed interface Reading<T> {

    record Done<T>(T part) implements Reading<T> {}

    /// It cannot be served.
    record Refused<T>(Answer answer) implements Reading<T> {}
}
