package io.edgeless.api.model;

/// How a node stands with its orchestrator.
public enum NodeStanding {
    /// Said by a program of a later version.
    UNKNOWN,
    /// Within its lease.
    CONNECTED,
    /// Missed a renewal: gets no new components while others can take them.
    SUSPECT,
    /// Its lease is over, but its eviction is held back because many vanished at once.
    OVERDUE,
    /// Known from before the orchestrator was started, not heard of since.
    EXPECTED
}
