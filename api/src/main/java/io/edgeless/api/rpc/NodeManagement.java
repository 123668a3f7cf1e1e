package io.edgeless.api.rpc;

import io.edgeless.api.model.PeerUpdate;

/// What a node offers its orchestrator besides its components (service NodeManagement).
public interface NodeManagement {

    void updatePeers(PeerUpdate update);

    /// Stops every instance; sent by v1.2 orchestrators at each registration.
    void reset();
}
