package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.Digest;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.PeerUpdate;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What the orchestrator wants done. Each one with a job leads to exactly one input with its
/// result, within a deadline.
public sealed interface OrcEffect {

    /// @param spec with the digest of the code, not its bytes
    record StartOnNode(Job.Start job, ComponentSpec spec) implements OrcEffect {}

    record StopOnNode(Job.Stop job) implements OrcEffect {}

    record StopStrayOnNode(Job.StopStray job) implements OrcEffect {}

    record PatchOnNode(Job.Patch job, Patch patch) implements OrcEffect {}

    /// @param updates to be sent one after the other
    record UpdatePeers(Job.Peers job, List<PeerUpdate> updates) implements OrcEffect {

        public UpdatePeers {
            updates = List.copyOf(updates);
        }
    }

    record ResetNode(Job.Reset job) implements OrcEffect {}

    record Answer(long ticket, Reply reply) implements OrcEffect {}

    /// The controller should hear of the domain before its next turn.
    record DomainChanged() implements OrcEffect {}

    /// All code but this may be deleted.
    record RetainCode(Set<Digest> digests) implements OrcEffect {

        public RetainCode {
            digests = Collections.unmodifiableSet(new LinkedHashSet<>(digests));
        }
    }

    /// No more commands to this address for now.
    record CloseChannel(String agentUrl) implements OrcEffect {}

    /// Something that the operator should know.
    record Note(boolean warning, String text) implements OrcEffect {}
}
