package io.edgeless.dataplane;

import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.EventKind;

/// Is told of every event that was handled. Must be quick; called on the cell's thread.
public interface HandlingListener {

    /// @param transferNanos from the creation of the event to its handling; 0 when unknown
    /// @param executionNanos in the component, host calls not counted
    void handled(PhysicalId instance, EventKind kind, long transferNanos, long executionNanos);
}
