package io.edgeless.dist;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.Workflows;
import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.Clock;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Whether a cluster takes workflows: its controller knows all its nodes. Used by one thread.
final class Readiness {

    /// Of one question; a controller that starts may not answer the first.
    static final Duration RPC_DEADLINE = Duration.ofSeconds(5);

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(300);

    private final Workflows workflows;
    private final Clock clock;
    private final Duration deadline;

    /// Nobody opens it: for waits between two polls.
    private final CountDownLatch never = new CountDownLatch(1);

    /// @param workflows with a deadline of [#RPC_DEADLINE]
    Readiness(Workflows workflows, Clock clock) {
        this(workflows, clock, DEADLINE);
    }

    Readiness(Workflows workflows, Clock clock, Duration deadline) {
        this.workflows = workflows;
        this.clock = clock;
        this.deadline = deadline;
    }

    /// Returns when the cluster is ready.
    ///
    /// @throws StartupException when it is not in time; says which part did not come up
    void await(int nodes) throws InterruptedException {
        long end = clock.nanos() + deadline.toNanos();
        Optional<String> missing = missing(nodes);
        while (missing.isPresent()) {
            if (clock.nanos() >= end) {
                throw new StartupException(
                        "the cluster is not ready after %d s: %s"
                                .formatted(deadline.toSeconds(), missing.get()));
            }
            never.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
            missing = missing(nodes);
        }
    }

    /// What is not there yet.
    private Optional<String> missing(int nodes) {
        try {
            Map<DomainId, DomainCapabilities> domains = workflows.domains(Optional.empty());
            if (domains.isEmpty()) {
                return Optional.of("the orchestrator has not registered at the controller");
            }
            int known = domains.values().stream().mapToInt(DomainCapabilities::numNodes).sum();
            return known >= nodes
                    ? Optional.empty()
                    : Optional.of("%d of %d nodes have registered".formatted(known, nodes));
        } catch (RpcException e) {
            return Optional.of("the controller does not answer: " + e.getMessage());
        }
    }
}
