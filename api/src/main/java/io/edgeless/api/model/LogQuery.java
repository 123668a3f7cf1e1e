package io.edgeless.api.model;

import io.edgeless.api.id.LogicalId;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which lines to read.
///
/// @param workflow text of the workflow's id
/// @param component one component by name; empty for all
/// @param logicals filled by the controller for the orchestrators and nodes below it
/// @param after position of the last line seen, by logical id
/// @param limit at most this many lines, from 1
public record LogQuery(
        String workflow,
        Optional<String> component,
        List<LogicalId> logicals,
        Map<LogicalId, Long> after,
        int limit) {

    public LogQuery {
        logicals = List.copyOf(logicals);
        after = Map.copyOf(after);
    }
}
