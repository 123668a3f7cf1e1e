package io.edgeless.api.model;

/// The answer to a request to start a function or resource.
public sealed interface StartResult {

    record Started(ComponentRef ref) implements StartResult {}

    record Refused(Refusal refusal) implements StartResult {}
}
