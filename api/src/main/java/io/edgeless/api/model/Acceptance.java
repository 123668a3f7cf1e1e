package io.edgeless.api.model;

/// The answer to a registration.
public sealed interface Acceptance {

    record Accepted() implements Acceptance {}

    record Refused(Refusal refusal) implements Acceptance {}
}
