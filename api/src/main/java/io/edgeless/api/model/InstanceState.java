package io.edgeless.api.model;

/// The state of an instance as its node reports it; the numbers are those of the wire.
public enum InstanceState {
    UNKNOWN,
    STARTING,
    RUNNING,
    BACKING_OFF,
    FAILED
}
