package io.edgeless.api.model;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;

import java.util.Optional;

/// What a domain says of one of its components.
///
/// @param node where it runs; empty while it runs nowhere
/// @param detail why it does not run, or its last error; may be empty
/// @param url where it can be reached from outside (an ingress); may be empty
public record ComponentReport(
        LogicalId logical,
        String workflow,
        Optional<NodeId> node,
        InstanceState state,
        String detail,
        int restarts,
        String url) {}
