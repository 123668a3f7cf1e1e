package io.edgeless.node.registration;

import io.edgeless.api.model.Acceptance;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.rpc.Nodes;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.world.Clock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Keeps the lease of this node at its orchestrator: one thread that reports every interval, and at
/// once when something changed that the orchestrator should know. A node that cannot reach its
/// orchestrator goes on running everything and goes on trying. Closed by the node.
public final class Registration implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Registration.class);

    /// Where a report comes from and where it goes.
    ///
    /// @param report makes the report of now, with this deadline (s since 1970) for v1.2 peers
    public record Ends(Nodes orchestrator, Report report, Clock clock) {}

    /// Makes a report.
    @FunctionalInterface
    public interface Report {
        NodeUpdate make(long refreshDeadlineSec, Duration lease);
    }

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// As v1.2: a peer of that version forgets a node after two intervals without a report.
    private static final int INTERVALS_TO_DEADLINE = 2;

    private final Ends ends;
    private final Duration interval;
    private final Semaphore wakeUp = new Semaphore(0);
    private final Thread thread;

    /// Read by the thread, written by close.
    private volatile boolean closing;

    /// Whether the last report was accepted; read by health checks.
    private volatile boolean registered;

    private String lastTrouble = "";

    /// Starts reporting.
    public Registration(Ends ends, Duration interval) {
        this.ends = ends;
        this.interval = interval;
        this.thread = Thread.ofPlatform().daemon().name("registration").start(this::run);
    }

    /// Makes the next report now.
    public void changed() {
        wakeUp.release();
    }

    /// Whether the orchestrator accepted the last report.
    public boolean registered() {
        return registered;
    }

    private void run() {
        while (!closing) {
            report(INTERVALS_TO_DEADLINE);
            try {
                if (wakeUp.tryAcquire(interval.toNanos(), TimeUnit.NANOSECONDS)) {
                    wakeUp.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void report(int intervals) {
        long nowSec = ends.clock.epochNanos() / NANOS_PER_SECOND;
        NodeUpdate update = ends.report.make(nowSec + intervals * interval.toSeconds(), interval);
        try {
            switch (ends.orchestrator.update(update)) {
                case Acceptance.Accepted() -> accepted();
                case Acceptance.Refused(Refusal refusal) ->
                        trouble("the orchestrator refuses this node: " + refusal.text());
            }
        } catch (RpcException e) {
            trouble("the orchestrator cannot be reached: " + e.getMessage());
        }
    }

    private void accepted() {
        if (!registered) {
            LOGGER.info("registered at the orchestrator");
        }
        registered = true;
        lastTrouble = "";
    }

    /// Says it once, not at every interval.
    private void trouble(String what) {
        registered = false;
        if (!what.equals(lastTrouble) && !closing) {
            LOGGER.warn("{}; trying again every {} s", what, interval.toSeconds());
            lastTrouble = what;
        }
    }

    @Override
    public void close() {
        closing = true;
        wakeUp.release();
        try {
            thread.join(interval);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
