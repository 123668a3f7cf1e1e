package io.edgeless.orchestrator.placement;

/// How functions are spread over the nodes that can take them.
public enum Strategy {
    /// At random, in proportion to computing power.
    RANDOM,
    /// One after the other, in the order of their ids.
    ROUND_ROBIN
}
