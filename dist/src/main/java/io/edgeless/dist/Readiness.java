package io.edgeless.dist;

import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.Workflows;
import io.edgeless.process.lifecycle.StartupException;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Whether a cluster takes workflows: its controller knows all its nodes.
final class Readiness {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(300);

    private Readiness() {}

    /// Returns when the cluster is ready.
    ///
    /// @throws StartupException when it is not in time
    static void await(Workflows workflows, int nodes) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long polls = DEADLINE.dividedBy(POLL);
        for (long poll = 0; poll < polls; poll++) {
            if (known(workflows) >= nodes) {
                return;
            }
            never.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
        }
        throw new StartupException("the cluster did not become ready in time");
    }

    private static int known(Workflows workflows) {
        try {
            return workflows.domains(Optional.empty()).values().stream()
                    .mapToInt(DomainCapabilities::numNodes)
                    .sum();
        } catch (RpcException e) {
            return 0;
        }
    }
}
