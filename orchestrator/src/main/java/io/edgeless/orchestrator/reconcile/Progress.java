package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.RunningInstance;
import io.edgeless.process.loop.Backoff;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// How far the commands for one component are; lost in a crash, found out again after it. Owned by
/// the core.
final class Progress {

    /// The command under way.
    Optional<Job> pending = Optional.empty();

    /// Callers that wait for the start.
    final List<Long> startTickets = new ArrayList<>();

    /// Callers that wait for the stop.
    final List<Waiter> stopTickets = new ArrayList<>();

    /// Callers that wait until its channels are in force.
    final List<Waiter> patchTickets = new ArrayList<>();

    final Backoff backoff = new Backoff();

    /// Starts of the present placement that failed with an unknown outcome.
    int attempts;

    /// Nodes that failed since it last ran; taken again when there is no other.
    final Set<NodeId> avoid = new TreeSet<>();

    /// Why it does not run.
    Optional<Refusal> problem = Optional.empty();

    /// Whether its node must be asked once more what it runs: the start is repeated, which an
    /// instance that is there answers with its id.
    boolean doubted;

    /// What its instance was last told; empty for a new instance.
    Optional<Patch> patched = Optional.empty();

    /// The patch that was sent last, confirmed or not.
    Optional<Patch> sent = Optional.empty();

    /// A patch was sent and nobody knows what became of it: the instance may know that one or the
    /// one it confirmed.
    boolean isPatchUnclear;

    /// No patch is sent before this time.
    Optional<Long> patchFrom = Optional.empty();

    /// A new instance is not patched before all targets run, or this time has come.
    Optional<Long> firstPatchBy = Optional.empty();

    InstanceState state = InstanceState.RUNNING;
    int restarts;
    String lastError = "";
    String url = "";

    /// A caller and when it is answered at the latest.
    record Waiter(long ticket, long deadline) {}

    /// Takes over what its node reports; whether that is news.
    boolean observe(RunningInstance reported) {
        boolean isNews =
                state != reported.state()
                        || restarts != reported.restarts()
                        || !lastError.equals(reported.lastError())
                        || !url.equals(reported.url());
        state = reported.state();
        restarts = reported.restarts();
        lastError = reported.lastError();
        url = reported.url();
        return isNews;
    }

    /// Whether its channels are others than those it confirmed last: a patch whose sender gave up
    /// waiting came after that one. A report that is older than the confirmation looks the same,
    /// and costs one more patch.
    boolean isPatchedOtherwise(RunningInstance reported) {
        return reported.channels() != 0
                && patched.filter(known -> known.digest() != reported.channels()).isPresent();
    }

    /// Forgets what was known of an instance that is no more.
    void instanceGone() {
        pending = Optional.empty();
        patched = Optional.empty();
        sent = Optional.empty();
        isPatchUnclear = false;
        firstPatchBy = Optional.empty();
        doubted = false;
        attempts = 0;
        state = InstanceState.RUNNING;
        url = "";
    }
}
