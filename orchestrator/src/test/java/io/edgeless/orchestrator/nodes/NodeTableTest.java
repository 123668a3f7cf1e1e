package io.edgeless.orchestrator.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.model.NodeHealth;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.PerformanceSamples;
import io.edgeless.orchestrator.nodes.NodeTable.Heard;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The rules of leases: all time is the receiver's.
class NodeTableTest {

    private static final NodeId ID = new NodeId(new UUID(0xA, 1));
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /// As a node asks that reports every 2 s.
    private static final Duration LEASE = Duration.ofSeconds(5);

    private final NodeTable table = new NodeTable();

    /// Shortly before the clock, which begins anywhere, overflows.
    private long now = Long.MAX_VALUE - SECOND;

    private long wallSec = 1_000;

    private Heard hear(long nonce, long deadlineSec, Optional<Duration> lease) {
        return table.hear(
                now,
                wallSec,
                new NodeUpdate(
                        ID,
                        "http://10.0.0.1:7005",
                        "http://10.0.0.1:7006",
                        List.of(),
                        NodeCapabilities.NONE,
                        deadlineSec,
                        nonce,
                        NodeHealth.NONE,
                        PerformanceSamples.NONE,
                        lease.map(l -> List.of()),
                        lease,
                        0));
    }

    private Heard hear(Duration lease) {
        return hear(1, 0, Optional.of(lease));
    }

    private Heard hearOld(long deadlineSec) {
        return hear(1, deadlineSec, Optional.empty());
    }

    private boolean isSuspectAfter(double seconds) {
        table.expire(now + (long) (seconds * SECOND));
        return table.find(ID).orElseThrow().isSuspect();
    }

    private boolean isDeadAfter(double seconds) {
        return !table.expire(now + (long) (seconds * SECOND)).isEmpty();
    }

    @Test
    void lease_ofOurs_isSuspectAfterOneAndAHalfAndDeadAfterTwoAndAHalfIntervals() {
        assertThat(hear(LEASE)).isEqualTo(Heard.JOINED);

        assertThat(isSuspectAfter(3)).isFalse();
        assertThat(isSuspectAfter(3.1)).isTrue();
        assertThat(isDeadAfter(5)).isFalse();
        assertThat(isDeadAfter(5.1)).isTrue();
    }

    @Test
    void lease_ofOurs_isCountedFromTheLastMessage() {
        hear(LEASE);
        now += 4 * SECOND;

        assertThat(hear(LEASE)).isEqualTo(Heard.RENEWED);

        assertThat(isSuspectAfter(3)).isFalse();
        assertThat(isDeadAfter(5)).isFalse();
    }

    @Test
    void lease_ofOurs_isBounded() {
        hear(Duration.ofNanos(1));
        assertThat(isDeadAfter(0.2)).isFalse();
        assertThat(isDeadAfter(0.3)).isTrue();

        hear(Duration.ofDays(100_000));
        assertThat(isDeadAfter(1_500)).isFalse();
        assertThat(isDeadAfter(1_501)).isTrue();
    }

    @Test
    void lease_ofV12_isTwoAndAHalfTimesTheObservedPeriod() {
        hearOld(1_008);
        now += 4 * SECOND;
        hearOld(1_012);

        assertThat(isDeadAfter(10)).isFalse();
        assertThat(isDeadAfter(10.1)).isTrue();
    }

    @Test
    void lease_ofV12_isAtLeastThreeAndAtMostSixtySeconds() {
        hearOld(1_002);
        now += SECOND / 10;
        hearOld(1_003);
        assertThat(isDeadAfter(3)).isFalse();
        assertThat(isDeadAfter(3.1)).isTrue();

        now += 500 * SECOND;
        hearOld(1_600);
        assertThat(isDeadAfter(60)).isFalse();
        assertThat(isDeadAfter(60.1)).isTrue();
    }

    @Test
    void lease_ofV12_isNotCutByADuplicatedMessage() {
        hearOld(1_020);
        now += 10 * SECOND;
        hearOld(1_030);
        hearOld(1_030);

        assertThat(isDeadAfter(12.5)).isFalse();
    }

    @Test
    void lease_ofV12_ignoresTheSendersClock() {
        hearOld(1_000_000);
        now += 2 * SECOND;
        assertThat(hearOld(1_000_002)).isEqualTo(Heard.RENEWED);
        assertThat(isDeadAfter(5.1)).isTrue();
    }

    @Test
    void deadline_inThePastOrZero_isALeaveOfV12() {
        hearOld(1_004);
        wallSec = 1_003;
        assertThat(hearOld(1_001)).isEqualTo(Heard.LEFT);
        table.remove(ID);
        hearOld(1_004);
        assertThat(hearOld(0)).isEqualTo(Heard.LEFT);
        table.remove(ID);
        assertThat(hearOld(0)).isEqualTo(Heard.LEFT);
        assertThat(table.find(ID)).isEmpty();
    }

    @Test
    void nonce_newOne_isARestartOnceAndMakesTheOldOneStale() {
        hear(1, 0, Optional.of(LEASE));

        assertThat(hear(2, 0, Optional.of(LEASE))).isEqualTo(Heard.RESTARTED);
        assertThat(hear(2, 0, Optional.of(LEASE))).isEqualTo(Heard.RENEWED);
        assertThat(hear(1, 0, Optional.of(LEASE))).isEqualTo(Heard.STALE);
    }

    @Test
    void nonce_ofAnOldProcessThatComesLate_doesNotShutOutTheLivingOneForLong() {
        hear(2, 0, Optional.of(LEASE));
        assertThat(hear(1, 0, Optional.of(LEASE))).isEqualTo(Heard.RESTARTED);
        now += 2 * SECOND;
        assertThat(hear(2, 0, Optional.of(LEASE))).isEqualTo(Heard.STALE);
        now += 2 * SECOND;

        assertThat(hear(2, 0, Optional.of(LEASE))).isEqualTo(Heard.RESTARTED);
        now += 2 * SECOND;
        assertThat(hear(2, 0, Optional.of(LEASE))).isEqualTo(Heard.RENEWED);
        assertThat(hear(1, 0, Optional.of(LEASE))).isEqualTo(Heard.STALE);
    }

    /// Also when nobody knows that process any more, or its successor is late.
    @Test
    void goodbye_ofAReplacedProcess_isStale() {
        table.expect(now, new KnownNode(ID, "a", "b", 2, true, 5_000, false));
        assertThat(hear(1, 0, Optional.empty())).isEqualTo(Heard.STALE);

        hear(2, 0, Optional.of(LEASE));
        assertThat(hear(3, 0, Optional.of(LEASE))).isEqualTo(Heard.RESTARTED);
        now += 4 * SECOND;
        assertThat(hear(2, 0, Optional.empty())).isEqualTo(Heard.STALE);
        assertThat(hear(3, 0, Optional.empty())).isEqualTo(Heard.LEFT);
    }

    @Test
    void expect_afterARestart_givesAFullLease() {
        table.expect(now, new KnownNode(ID, "a", "b", 1, true, 5_000, false));

        assertThat(isDeadAfter(5)).isFalse();
        assertThat(table.find(ID).orElseThrow().isReachable()).isFalse();
        assertThat(hear(LEASE)).isEqualTo(Heard.RETURNED);
        assertThat(table.find(ID).orElseThrow().isReachable()).isTrue();
    }
}
