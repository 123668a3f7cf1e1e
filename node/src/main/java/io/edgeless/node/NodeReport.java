package io.edgeless.node;

import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.ProviderSpec;
import io.edgeless.node.registration.Registration;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Makes the reports of this node for its orchestrator.
final class NodeReport implements Registration.Report {

    private final NodeSettings.General general;
    private final NodeCapabilities capabilities;
    private final List<ProviderSpec> providers;
    private final NodeParts parts;
    private final long nonce;

    NodeReport(
            NodeSettings.General general,
            NodeCapabilities capabilities,
            List<ProviderSpec> providers,
            NodeParts parts,
            long nonce) {
        this.general = general;
        this.capabilities = capabilities;
        this.providers = List.copyOf(providers);
        this.parts = parts;
        this.nonce = nonce;
    }

    @Override
    public NodeUpdate make(long refreshDeadlineSec, Duration lease) {
        return new NodeUpdate(
                general.nodeId(),
                general.agentUrlAnnounced(),
                general.invocationUrlAnnounced(),
                providers,
                capabilities,
                refreshDeadlineSec,
                nonce,
                parts.health().measure(),
                parts.samples().take(),
                Optional.of(parts.instances().running()),
                Optional.of(lease));
    }
}
