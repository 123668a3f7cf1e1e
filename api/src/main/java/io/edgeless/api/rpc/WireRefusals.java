package io.edgeless.api.rpc;

import io.edgeless.api.model.Refusal;
import io.edgeless.api.rpc.wire.Wire;

import java.util.Optional;

/// Refusals between wire and model.
final class WireRefusals {

    private WireRefusals() {}

    static Refusal read(Wire.ResponseError error) {
        return new Refusal(
                error.getSummary(),
                error.hasDetail() ? Optional.of(error.getDetail()) : Optional.empty());
    }

    static Wire.ResponseError write(Refusal refusal) {
        var error = Wire.ResponseError.newBuilder().setSummary(refusal.summary());
        refusal.detail().ifPresent(error::setDetail);
        return error.build();
    }
}
