package io.edgeless.component;

import io.edgeless.api.model.Refusal;

/// Checked and compiled code that instances can be made of; shared by all of them.
public interface PreparedFunction {

    /// Makes an instance. Cheap; does not run `handle_init`.
    Instantiation instantiate(HostApi host);

    /// The result of making an instance.
    sealed interface Instantiation {

        record Ready(FunctionInstance instance) implements Instantiation {}

        record Refused(Refusal refusal) implements Instantiation {}
    }
}
