package io.edgeless.node.registration;

import io.edgeless.api.model.Acceptance;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.Renewal;
import io.edgeless.api.rpc.Nodes;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.world.Clock;
import io.edgeless.world.Counter;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Keeps the lease of this node at its orchestrator: one thread that reports every interval, and
/// soon when something changed that the orchestrator should know. A node that cannot reach its
/// orchestrator goes on running everything and goes on trying. Closed by the node; the last report
/// says that it leaves, so that nobody waits for its lease to run out.
public final class Registration implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Registration.class);

    /// Where a report comes from and where it goes.
    ///
    /// @param orchestrator with a deadline for each call
    /// @param failures counts the reports that were not taken
    /// @param lost told, once for each time, when no report was taken for two leases; false: it
    ///   could not be taken in now, and is told again
    public record Ends(
            Nodes orchestrator,
            Report report,
            Clock clock,
            Counter failures,
            BooleanSupplier lost) {}

    /// Makes reports. Called by the registration's thread only.
    public interface Report {

        /// The report of now.
        NodeUpdate make(Validity validity);

        /// What was collected for this report goes into the next one: this one was not taken.
        void notTaken(NodeUpdate update);
    }

    /// How long a report is good for.
    ///
    /// @param refreshDeadlineSec s since 1970, for v1.2 peers; 0: the node leaves
    /// @param lease how long the node is considered alive without another report; empty: it leaves
    public record Validity(long refreshDeadlineSec, Optional<Duration> lease) {}

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// So many leases without an answer, and the orchestrator is taken for lost.
    private static final int LEASES_TO_LOST = 2;

    /// Changes that come within this time share a report: each holds all instances.
    private static final Duration GAP = Duration.ofMillis(50);

    private static final int MISSES_TO_SAY = 2;

    /// For a report under way when the node closes, and again for the last one.
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

    private static final Validity LEAVING = new Validity(0, Optional.empty());

    private final Ends ends;
    private final Duration interval;
    private final Duration lease;
    private final Semaphore wakeUp = new Semaphore(0);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /// Whether the last report was accepted; written by the thread, read by health checks.
    private volatile boolean registered;

    /// The orchestrator may still know this node; only the thread uses it.
    private boolean wasRegistered;

    private String lastTrouble = "";

    /// Reports in a row to which nobody answered; only the thread uses it.
    private int misses;

    /// When a report was taken last, or the node started; only the thread uses it.
    private long lastTakenNanos;

    private boolean isLost;

    /// Starts reporting.
    public Registration(Ends ends, Duration interval) {
        this.ends = ends;
        this.interval = interval;
        this.lease = Renewal.lease(interval);
        this.lastTakenNanos = ends.clock.nanos();
        this.thread = Thread.ofPlatform().daemon().name("registration").start(this::run);
    }

    /// Makes the next report soon.
    public void changed() {
        wakeUp.release();
    }

    /// Whether the orchestrator accepted the last report.
    public boolean registered() {
        return registered;
    }

    private void run() {
        try {
            do {
                report();
            } while (!awaitNext());
        } catch (InterruptedException e) {
            LOGGER.debug("interrupted while waiting: the node closes");
        }
        // A report under way may have been interrupted; the last one must not be.
        var _ = Thread.interrupted();
        if (wasRegistered) {
            safely("the last report", this::leave);
        }
    }

    /// True: there is no next one.
    private boolean awaitNext() throws InterruptedException {
        if (closing.await(GAP.toNanos(), TimeUnit.NANOSECONDS)) {
            return true;
        }
        if (wakeUp.tryAcquire(interval.minus(GAP).toNanos(), TimeUnit.NANOSECONDS)) {
            wakeUp.drainPermits();
        }
        return closing.getCount() == 0;
    }

    /// Whatever goes wrong in a report ends here: the next one is made all the same, or the lease
    /// would run out without anybody seeing why. Nor does it hide that the orchestrator is lost.
    private void report() {
        safely("a report to the orchestrator", this::reportOnce);
        safely("noticing the loss of the orchestrator", this::noticeLoss);
    }

    private void safely(String what, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            LOGGER.error("{} failed: a fault of ours", what, e);
            ends.failures.add(1);
            registered = false;
        }
    }

    private void reportOnce() {
        long nowSec = ends.clock.epochNanos() / NANOS_PER_SECOND;
        NodeUpdate update =
                ends.report.make(
                        new Validity(Renewal.deadlineSec(nowSec, interval), Optional.of(lease)));
        boolean isTaken = false;
        try {
            Optional<String> trouble = send(update);
            isTaken = trouble.isEmpty();
            trouble.ifPresent(this::refused);
        } finally {
            if (!isTaken) {
                ends.report.notTaken(update);
            }
        }
        if (isTaken) {
            accepted();
        }
    }

    private void refused(String trouble) {
        ends.failures.add(1);
        say(trouble);
    }

    private void noticeLoss() {
        long silentNanos = ends.clock.nanos() - lastTakenNanos;
        if (!isLost && silentNanos > LEASES_TO_LOST * lease.toNanos()) {
            isLost = ends.lost.getAsBoolean();
        }
    }

    /// Why the orchestrator did not take it; empty when it did.
    private Optional<String> send(NodeUpdate update) {
        try {
            Acceptance answer = ends.orchestrator.update(update);
            misses = 0;
            return switch (answer) {
                case Acceptance.Accepted() -> Optional.empty();
                case Acceptance.Refused(Refusal refusal) ->
                        Optional.of("the orchestrator refuses this node: " + refusal.text());
            };
        } catch (RpcException e) {
            misses++;
            return Optional.of("the orchestrator cannot be reached: " + e.getMessage());
        }
    }

    private void accepted() {
        if (!registered) {
            LOGGER.info("registered at the orchestrator");
        }
        registered = true;
        wasRegistered = true;
        lastTrouble = "";
        isLost = false;
        lastTakenNanos = ends.clock.nanos();
    }

    /// Says it once, not at every interval. A single report that nobody answers is no news yet: the
    /// other side may just be starting.
    private void say(String trouble) {
        registered = false;
        boolean isNews = misses == 0 ? !trouble.equals(lastTrouble) : misses == MISSES_TO_SAY;
        if (isNews && closing.getCount() > 0) {
            LOGGER.warn("{}; trying again every {} s", trouble, interval.toSeconds());
            lastTrouble = trouble;
        }
    }

    private void leave() {
        registered = false;
        send(ends.report.make(LEAVING))
                .ifPresent(trouble -> LOGGER.warn("the node leaves unannounced: {}", trouble));
    }

    @Override
    public void close() {
        closing.countDown();
        wakeUp.release();
        try {
            if (!thread.join(CLOSE_PATIENCE)) {
                thread.interrupt();
            }
            if (!thread.join(CLOSE_PATIENCE)) {
                thread.interrupt();
            }
            thread.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
