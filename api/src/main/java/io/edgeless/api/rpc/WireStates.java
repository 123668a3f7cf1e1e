package io.edgeless.api.rpc;

import io.edgeless.api.model.InstanceState;
import io.edgeless.api.rpc.wire.Wire;

import java.util.Arrays;
import java.util.Locale;

/// The state of an instance between wire and model.
final class WireStates {

    private WireStates() {}

    static InstanceState read(Wire.InstanceState state) {
        return switch (state) {
            case INSTANCE_UNKNOWN, UNRECOGNIZED -> InstanceState.UNKNOWN;
            case INSTANCE_STARTING -> InstanceState.STARTING;
            case INSTANCE_RUNNING -> InstanceState.RUNNING;
            case INSTANCE_BACKING_OFF -> InstanceState.BACKING_OFF;
            case INSTANCE_FAILED -> InstanceState.FAILED;
        };
    }

    static Wire.InstanceState write(InstanceState state) {
        return switch (state) {
            case UNKNOWN -> Wire.InstanceState.INSTANCE_UNKNOWN;
            case STARTING -> Wire.InstanceState.INSTANCE_STARTING;
            case RUNNING -> Wire.InstanceState.INSTANCE_RUNNING;
            case BACKING_OFF -> Wire.InstanceState.INSTANCE_BACKING_OFF;
            case FAILED -> Wire.InstanceState.INSTANCE_FAILED;
        };
    }

    /// A state as the text towards clients. One of a later version is unknown here.
    static InstanceState read(String text) {
        return Arrays.stream(InstanceState.values())
                .filter(state -> text(state).equals(text))
                .findFirst()
                .orElse(InstanceState.UNKNOWN);
    }

    static String text(InstanceState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
