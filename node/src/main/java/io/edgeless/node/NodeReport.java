package io.edgeless.node;

import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.PeersDigest;
import io.edgeless.api.model.ProviderSpec;
import io.edgeless.node.registration.Registration;
import io.edgeless.node.telemetry.MachineHealth;
import io.edgeless.node.telemetry.Samples;

import java.util.List;
import java.util.Optional;

/// Makes the reports of this node for its orchestrator.
final class NodeReport implements Registration.Report {

    private final NodeSettings.General general;
    private final Fixed fixed;
    private final NodeParts parts;
    private final Samples samples;
    private final MachineHealth health;

    /// What stays the same while the process lives.
    ///
    /// @param nonce by which the orchestrator sees that the node was started again
    record Fixed(NodeCapabilities capabilities, List<ProviderSpec> providers, long nonce) {}

    NodeReport(
            NodeSettings.General general,
            Fixed fixed,
            NodeParts parts,
            Samples samples,
            MachineHealth health) {
        this.general = general;
        this.fixed = fixed;
        this.parts = parts;
        this.samples = samples;
        this.health = health;
    }

    @Override
    public NodeUpdate make(Registration.Validity validity) {
        return new NodeUpdate(
                general.nodeId(),
                general.agentUrlAnnounced(),
                general.invocationUrlAnnounced(),
                fixed.providers(),
                fixed.capabilities(),
                validity.refreshDeadlineSec(),
                fixed.nonce(),
                health.measure(),
                samples.take(),
                Optional.of(parts.instances().running()),
                validity.lease(),
                PeersDigest.of(parts.dataPlane().peers().snapshot()));
    }

    @Override
    public void notTaken(NodeUpdate update) {
        samples.putBack(update.samples());
    }
}
