package io.edgeless.node.instance;

import io.edgeless.api.model.Refusal;

/// The result of launching an instance.
sealed interface Launch {

    record Ready(Hosted instance) implements Launch {}

    record Refused(Refusal refusal) implements Launch {}
}
