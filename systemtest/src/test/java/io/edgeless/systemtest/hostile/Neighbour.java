package io.edgeless.systemtest.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.systemtest.cluster.ClusterClient;
import io.edgeless.systemtest.cluster.Flow;
import io.edgeless.systemtest.cluster.HttpAnswer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A well-behaved workflow on the same node, called over HTTP all the time by a thread of its own,
/// one call after the other. Every call must be answered 200.
final class Neighbour implements AutoCloseable {

    private static final String HOST = "neighbour.test";
    private static final String READING = "{\"sensor\":\"t1\",\"value\":21.5}";

    /// Of the calls counted before and after, some were wholly made in between.
    private static final int CALLS_BETWEEN = 3;

    private final ClusterClient client;
    private final WorkflowId workflow;
    private final Thread caller;
    private final AtomicInteger answered = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    /// Read by the caller, written by close.
    private volatile boolean closed;

    Neighbour(ClusterClient client) {
        this.client = client;
        this.workflow =
                client.start(
                        new Flow()
                                .ingress("in", HOST, "stage_1")
                                .example("stage_1", "http_processor")
                                .map("stage_1", "success_cb", "stage_2")
                                .example("stage_2", "http_processor_stage_2"));
        this.caller = Thread.ofPlatform().name("neighbour").start(this::callAlways);
        assertAnswered();
    }

    private void callAlways() {
        while (!closed) {
            try {
                HttpAnswer answer = client.post(1, HOST, READING);
                if (answer.status() == 200) {
                    answered.incrementAndGet();
                } else {
                    failures.add(answer.toString());
                }
            } catch (RuntimeException | AssertionError e) {
                failures.add(e.toString());
            }
        }
    }

    /// Waits for some more answers; none of all calls so far may have failed.
    void assertAnswered() {
        int before = answered.get();
        await().atMost(ClusterClient.PATIENCE)
                .until(() -> answered.get() >= before + CALLS_BETWEEN || !failures.isEmpty());
        assertThat(failures).as("calls of the neighbour that were not answered 200").isEmpty();
    }

    @Override
    public void close() {
        closed = true;
        try {
            caller.join(ClusterClient.PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.stop(workflow);
    }
}
