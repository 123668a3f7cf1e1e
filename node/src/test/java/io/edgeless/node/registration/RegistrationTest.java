package io.edgeless.node.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.Acceptance;
import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.model.NodeHealth;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.PerformanceSamples;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.rpc.Nodes;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.world.Counter;
import io.edgeless.world.Counters;
import io.edgeless.world.Metric;
import io.edgeless.world.simulated.ManualClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.Logger;

class RegistrationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(60);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Acceptance ACCEPTED = new Acceptance.Accepted();

    private enum TestMetric implements Metric {
        FAILURES;

        @Override
        public String help() {
            return "for tests";
        }
    }

    private final List<NodeUpdate> updates = new CopyOnWriteArrayList<>();
    private final List<NodeUpdate> notTaken = new CopyOnWriteArrayList<>();
    private final Counter failures = new Counters().counter(TestMetric.FAILURES);
    private final ManualClock clock = new ManualClock();
    private final AtomicInteger lost = new AtomicInteger();

    /// Set by the test, read by the registration's thread.
    private volatile Function<NodeUpdate, Acceptance> orchestrator = update -> ACCEPTED;

    /// Whether the loss of the orchestrator can be taken in now; set by the test.
    private volatile boolean isLossTaken = true;

    /// Runs before a report is made; set by the test.
    private volatile Runnable making = () -> {};

    private Optional<Registration> registration = Optional.empty();

    @AfterEach
    void close() {
        registration.ifPresent(Registration::close);
    }

    private Registration start(Duration interval) {
        Nodes nodes =
                update -> {
                    updates.add(update);
                    return orchestrator.apply(update);
                };
        Registration started =
                new Registration(
                        new Registration.Ends(
                                nodes, new FixedReport(), clock, failures, this::countLoss),
                        interval);
        registration = Optional.of(started);
        return started;
    }

    private boolean countLoss() {
        lost.incrementAndGet();
        return isLossTaken;
    }

    private final class FixedReport implements Registration.Report {

        @Override
        public NodeUpdate make(Registration.Validity validity) {
            making.run();
            return new NodeUpdate(
                    new NodeId(new UUID(1, 1)),
                    "http://127.0.0.1:1",
                    "http://127.0.0.1:2",
                    List.of(),
                    NodeCapabilities.NONE,
                    validity.refreshDeadlineSec(),
                    77,
                    NodeHealth.NONE,
                    PerformanceSamples.NONE,
                    Optional.of(List.of()),
                    validity.lease(),
                    0);
        }

        @Override
        public void notTaken(NodeUpdate update) {
            notTaken.add(update);
        }
    }

    @Test
    void firstReport_isMadeAtOnceAndSaysForHowLong() {
        start(Duration.ofSeconds(10));

        await().atMost(PATIENCE).until(() -> updates.size() == 1);

        long nowSec = clock.epochNanos() / 1_000_000_000;
        assertThat(updates.getFirst().refreshDeadlineSec()).isEqualTo(nowSec + 20);
        assertThat(updates.getFirst().lease()).contains(Duration.ofSeconds(25));
        assertThat(updates.getFirst().nonce()).isEqualTo(77);
    }

    @Test
    void reports_areMadeEveryInterval() {
        Registration started = start(SHORT);

        await().atMost(PATIENCE).until(() -> updates.size() >= 3);

        assertThat(started.registered()).isTrue();
        assertThat(notTaken).isEmpty();
    }

    @Test
    void change_isReportedSoon() {
        Registration started = start(LONG);
        await().atMost(PATIENCE).until(() -> updates.size() == 1);

        started.changed();

        await().atMost(PATIENCE).until(() -> updates.size() == 2);
    }

    @Test
    void manyChanges_shareAReport() {
        CountDownLatch first = new CountDownLatch(1);
        orchestrator =
                update -> {
                    awaitOpen(first);
                    return ACCEPTED;
                };
        Registration started = start(LONG);
        await().atMost(PATIENCE).until(() -> updates.size() == 1);
        for (int i = 0; i < 1000; i++) {
            started.changed();
        }
        first.countDown();

        await().atMost(PATIENCE).until(() -> updates.size() == 2);
        started.close();
        assertThat(updates).hasSize(3);
    }

    @Test
    void unreachableOrchestrator_isTriedAgainAndTheReportNotLost() {
        orchestrator =
                update -> {
                    throw new RpcException(RpcException.Code.UNAVAILABLE, "refused");
                };
        Registration started = start(SHORT);
        await().atMost(PATIENCE).until(() -> notTaken.size() >= 2);
        assertThat(started.registered()).isFalse();
        assertThat(failures.total()).isPositive();

        orchestrator = update -> ACCEPTED;

        await().atMost(PATIENCE).until(started::registered);
        assertThat(notTaken).isEqualTo(updates.subList(0, notTaken.size()));
    }

    @Test
    void unreachableOrchestrator_isWarnedOfOnce_andOneMissIsNotYetWorthIt() {
        List<Integer> warnedAfter = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger(Registration.class.getName());
        Filter before = logger.getFilter();
        logger.setFilter(line -> {
            if (line.getLevel().equals(Level.WARNING)) {
                warnedAfter.add(updates.size());
            }
            return true;
        });
        try {
            orchestrator =
                    update -> {
                        throw new RpcException(
                                RpcException.Code.DEADLINE_EXCEEDED, "after " + updates.size());
                    };
            start(SHORT);
            await().atMost(PATIENCE).until(() -> updates.size() >= 6);
        } finally {
            logger.setFilter(before);
        }
        assertThat(warnedAfter).containsExactly(2);
    }

    @Test
    void faultInAReport_isCountedAndTheNextOneIsMade() {
        orchestrator =
                update -> {
                    throw new IllegalStateException("a fault of ours");
                };
        Registration started = start(SHORT);
        await().atMost(PATIENCE).until(() -> failures.total() >= 2);
        assertThat(started.registered()).isFalse();

        orchestrator = update -> ACCEPTED;

        await().atMost(PATIENCE).until(started::registered);
    }

    @Test
    void reportOfWhichTheSendingFails_isNotLost() {
        orchestrator =
                update -> {
                    throw new IllegalStateException("a fault of ours");
                };
        start(SHORT);

        await().atMost(PATIENCE).until(() -> notTaken.size() >= 2);
    }

    @Test
    void faultWhileReportsAreMade_doesNotHideThatTheOrchestratorIsLost() {
        Registration started = start(SHORT);
        await().atMost(PATIENCE).until(started::registered);
        making =
                () -> {
                    throw new IllegalStateException("a fault of ours");
                };
        await().atMost(PATIENCE).until(() -> !started.registered());

        clock.advance(SHORT.multipliedBy(6));

        await().atMost(PATIENCE).until(() -> lost.get() == 1);
    }

    @Test
    void lossThatCannotBeTakenIn_isToldAgain() {
        isLossTaken = false;
        orchestrator = update -> new Acceptance.Refused(Refusal.of("no"));
        start(SHORT);
        await().atMost(PATIENCE).until(() -> !notTaken.isEmpty());

        clock.advance(SHORT.multipliedBy(6));

        await().atMost(PATIENCE).until(() -> lost.get() >= 2);
    }

    @Test
    void refusal_isTriedAgainAndTheReportNotLost() {
        orchestrator = update -> new Acceptance.Refused(Refusal.of("invalid node configuration"));
        Registration started = start(SHORT);
        await().atMost(PATIENCE).until(() -> notTaken.size() >= 2);

        orchestrator = update -> ACCEPTED;

        await().atMost(PATIENCE).until(started::registered);
    }

    @Test
    void lostOrchestrator_isSeen() {
        Registration started = start(SHORT);
        await().atMost(PATIENCE).until(started::registered);

        orchestrator =
                update -> {
                    throw new RpcException(RpcException.Code.DEADLINE_EXCEEDED, "late");
                };

        await().atMost(PATIENCE).until(() -> !started.registered());
    }

    @Test
    void orchestratorThatIsSilentForTwoLeases_isLostOnce() {
        Registration started = start(SHORT);
        await().atMost(PATIENCE).until(started::registered);
        orchestrator =
                update -> {
                    throw new RpcException(RpcException.Code.UNAVAILABLE, "gone");
                };
        await().atMost(PATIENCE).until(() -> notTaken.size() >= 2);
        assertThat(lost).hasValue(0);

        clock.advance(SHORT.multipliedBy(6));

        await().atMost(PATIENCE).until(() -> lost.get() == 1);
        int reports = notTaken.size();
        await().atMost(PATIENCE).until(() -> notTaken.size() >= reports + 2);
        assertThat(lost).hasValue(1);
    }

    @Test
    void orchestratorThatCameBack_canBeLostAgain() {
        orchestrator = update -> new Acceptance.Refused(Refusal.of("no"));
        Registration started = start(SHORT);
        await().atMost(PATIENCE).until(() -> !notTaken.isEmpty());
        clock.advance(SHORT.multipliedBy(6));
        await().atMost(PATIENCE).until(() -> lost.get() == 1);
        orchestrator = update -> ACCEPTED;
        await().atMost(PATIENCE).until(started::registered);
        orchestrator = update -> new Acceptance.Refused(Refusal.of("no"));
        await().atMost(PATIENCE).until(() -> !started.registered());

        clock.advance(SHORT.multipliedBy(6));

        await().atMost(PATIENCE).until(() -> lost.get() == 2);
    }

    @Test
    void close_saysThatTheNodeLeaves() {
        Registration started = start(LONG);
        await().atMost(PATIENCE).until(started::registered);

        started.close();

        assertThat(updates).hasSize(2);
        assertThat(updates.getLast().refreshDeadlineSec()).isZero();
        assertThat(updates.getLast().lease()).isEmpty();
        assertThat(started.registered()).isFalse();
    }

    @Test
    void close_ofOneThatWasNeverRegistered_saysNothing() {
        orchestrator = update -> new Acceptance.Refused(Refusal.of("no"));
        Registration started = start(LONG);
        await().atMost(PATIENCE).until(() -> !notTaken.isEmpty());

        started.close();

        assertThat(updates).hasSize(1);
    }

    @Test
    void close_whileAReportHangs_givesItUpAndStillSaysThatTheNodeLeaves() {
        Registration started = start(SHORT);
        await().atMost(PATIENCE).until(started::registered);
        CountDownLatch hangs = new CountDownLatch(1);
        orchestrator =
                update -> {
                    if (update.lease().isPresent()) {
                        hangs.countDown();
                        awaitOpen(new CountDownLatch(1));
                        throw new RpcException(RpcException.Code.UNAVAILABLE, "cancelled");
                    }
                    return ACCEPTED;
                };
        awaitOpen(hangs);

        started.close();

        assertThat(updates.getLast().lease()).isEmpty();
    }

    @Test
    void close_whileTheLastReportHangsToo_returns() {
        Registration started = start(SHORT);
        await().atMost(PATIENCE).until(started::registered);
        CountDownLatch hangs = new CountDownLatch(1);
        orchestrator =
                update -> {
                    hangs.countDown();
                    awaitOpen(new CountDownLatch(1));
                    throw new RpcException(RpcException.Code.UNAVAILABLE, "cancelled");
                };
        awaitOpen(hangs);

        started.close();

        assertThat(started.registered()).isFalse();
    }

    /// As a remote call: an interruption ends it and stays set.
    private static void awaitOpen(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
