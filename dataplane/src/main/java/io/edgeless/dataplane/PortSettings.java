package io.edgeless.dataplane;

import io.edgeless.api.model.Placement;
import io.edgeless.component.Limits;

import java.util.Optional;

/// What one instance may do on the data plane.
///
/// @param interrupt makes its running handler end soon; called by the watchdog
/// @param placement sent along with its events; empty when a v1.2 orchestrator placed it
/// @param isFunction whether it runs a guest: its handlers compute, under permits and budgets, and
///   its events may wait for room in a mailbox
/// @param className of its code: instances of one class share what is learned of how long its
///   events take; empty for none
public record PortSettings(
        Limits limits,
        Runnable interrupt,
        Optional<Placement> placement,
        boolean isFunction,
        String className) {

    /// Of a function.
    public static PortSettings function(
            Limits limits, Runnable interrupt, Optional<Placement> placement) {
        return new PortSettings(limits, interrupt, placement, true, "");
    }

    /// Of a resource: trusted code, which is never interrupted.
    public static PortSettings resource(Limits limits, Optional<Placement> placement) {
        return new PortSettings(limits, () -> {}, placement, false, "");
    }

    /// The same for an instance of this class of code.
    public PortSettings ofClass(String name) {
        return new PortSettings(limits, interrupt, placement, isFunction, name);
    }
}
