package io.edgeless.simulation;

/// A fault built into the shells of the simulated programs on purpose, to show that the simulation
/// finds faults of that kind. Only tests arm one.
enum Variant {
    /// As it should be.
    NONE,
    /// Effects begin before their records are on the disk.
    EFFECTS_BEFORE_RECORDS,
    /// Every placement is sent to its node with the first epoch.
    EPOCH_NOT_RAISED,
    /// The orchestrator never gives a node up.
    LEASE_IGNORED,
    /// A restarted orchestrator takes its patches for delivered.
    PATCH_LOST_AFTER_RESTART,
    /// A stop that does not reach its domain counts as done, and what the domain then still runs is
    /// left alone.
    STOP_FORGOTTEN_WHEN_AWAY,
    /// A node takes every start for one of a controller that gives no ids.
    REPEATED_START_IS_NEW,
    /// The controller does not recognise the repeat of a request.
    REPEATED_REQUEST_IS_NEW,
    /// An instance that belongs to nothing is left alone.
    STRAYS_LEFT_ALONE,
    /// A start is confirmed before the domain has answered.
    STARTED_WITHOUT_ANSWER,
    /// A stop is answered, but not asked of the core.
    STOP_NOT_DONE,
    /// Nodes are not told of peers that are gone.
    DEAD_PEERS_KEPT,
    /// Nodes do not say what they run after a restart.
    NODE_REPORTS_NOTHING,
    /// A restarted orchestrator goes on saying what it ran before.
    DOMAIN_REPORTS_STALE,
    /// Snapshots of the controller forget that clients were answered.
    SNAPSHOT_WITHOUT_WORKFLOWS,
    /// Snapshots of the orchestrator forget where components are.
    SNAPSHOT_WITHOUT_EPOCHS,
    /// A node confirms a stop while the instance still runs.
    STOP_CONFIRMED_EARLY,
    /// Nodes do not say which channels are in force.
    CHANNELS_NOT_REPORTED,
    /// Nodes do not say which peers they know.
    PEERS_NOT_REPORTED,
    /// Leases are counted by the wall clock.
    LEASE_BY_WALL_CLOCK
}
