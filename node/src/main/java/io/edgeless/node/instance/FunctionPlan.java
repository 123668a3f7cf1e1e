package io.edgeless.node.instance;

import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.spec.FunctionAnnotations;
import io.edgeless.component.Limits;
import io.edgeless.component.PreparedFunction;

/// What an instance of a function is made of, checked and compiled, or compiled by a later attempt.
record FunctionPlan(
        PhysicalId id,
        FunctionSpec spec,
        FunctionAnnotations annotations,
        Limits limits,
        PreparedFunction prepared) {

    LogFields fields() {
        return LogFields.of(id, spec);
    }
}
