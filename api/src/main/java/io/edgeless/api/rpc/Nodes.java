package io.edgeless.api.rpc;

import io.edgeless.api.model.Acceptance;
import io.edgeless.api.model.NodeUpdate;

/// What an orchestrator offers its nodes (service NodeRegistration).
public interface Nodes {

    Acceptance update(NodeUpdate update);
}
