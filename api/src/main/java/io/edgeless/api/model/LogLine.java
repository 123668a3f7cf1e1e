package io.edgeless.api.model;

import io.edgeless.api.id.LogicalId;

/// One line a function logged.
///
/// @param component its name in the workflow; empty below the controller
/// @param position the node's count of the lines of this instance, from 1
/// @param epochNanos when, in ns since 1970 by the node's clock
public record LogLine(
        LogicalId logical,
        String component,
        long position,
        long epochNanos,
        LogLevel level,
        String target,
        String message) {}
