package io.edgeless.dataplane;

import static io.edgeless.dataplane.TestPlane.bytes;
import static io.edgeless.dataplane.TestPlane.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventContext;
import io.edgeless.api.model.EventKind;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.TraceContext;
import io.edgeless.component.CallResult;
import io.edgeless.component.CastResult;
import io.edgeless.component.Outputs;
import io.edgeless.world.simulated.ManualClock;
import io.edgeless.world.simulated.ManualTimers;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Casts before the first patch, unknown channels, and senders that were replaced.
class ChannelsTest {

    private final ManualTimers timers = new ManualTimers(new ManualClock());
    private final TestPlane plane = new TestPlane(TestPlane.settings(), TestPlane.with(timers));
    private final FakeComponent target = plane.function(FakeComponent.NOTHING);
    private final FakeComponent sender = plane.client();
    private final Outputs outputs = sender.port().outputs();

    @AfterEach
    void close() throws Exception {
        plane.close();
    }

    private void patch() {
        sender.port().patch(Map.of("out", target.port().self()), List.of());
    }

    @Test
    void casts_beforeTheFirstPatch_areHeldAndSentInTheirOrder() {
        for (int i = 0; i < 64; i++) {
            assertThat(outputs.cast("out", bytes("" + (100 + i)))).isEqualTo(CastResult.ACCEPTED);
        }

        patch();
        assertThat(outputs.cast("out", bytes("last"))).isEqualTo(CastResult.ACCEPTED);

        await().until(() -> target.handled.get() == 65);
        assertThat(target.payloads).isSorted().endsWith("163", "last");
        assertThat(timers.waiting()).isZero();
    }

    @Test
    void casts_beforeTheFirstPatch_areBoundedInEvents() {
        for (int i = 0; i < 64; i++) {
            var _ = outputs.cast("out", bytes("x"));
        }

        assertThat(outputs.cast("out", bytes("x"))).isEqualTo(CastResult.OVERLOADED);
        assertThat(plane.drops(DropReason.HELD_FULL)).isEqualTo(1);
    }

    @Test
    void casts_beforeTheFirstPatch_areBoundedInBytes() {
        assertThat(outputs.cast("out", new byte[200 << 10])).isEqualTo(CastResult.ACCEPTED);
        assertThat(outputs.cast("out", new byte[57 << 10])).isEqualTo(CastResult.OVERLOADED);
        assertThat(outputs.cast("out", new byte[56 << 10])).isEqualTo(CastResult.ACCEPTED);
        assertThat(plane.drops(DropReason.HELD_FULL)).isEqualTo(1);
    }

    @Test
    void casts_thatNoPatchCameFor_areDroppedAndCountedAfterTenSeconds() {
        var _ = outputs.cast("out", bytes("1"));
        timers.advance(Duration.ofSeconds(9));
        var _ = outputs.cast("out", bytes("2"));
        assertThat(plane.drops()).isZero();

        timers.advance(Duration.ofSeconds(1));
        assertThat(plane.drops(DropReason.NEVER_PATCHED)).isEqualTo(2);
        assertThat(outputs.cast("out", bytes("3"))).isEqualTo(CastResult.UNKNOWN_CHANNEL);

        patch();
        assertThat(outputs.cast("out", bytes("4"))).isEqualTo(CastResult.ACCEPTED);
        await().until(() -> target.handled.get() == 1);
        assertThat(target.payloads).containsExactly("4");
    }

    @Test
    void casts_heldForAChannelThatThePatchDoesNotHave_areDroppedAndCounted() {
        var _ = outputs.cast("other", bytes("x"));

        patch();

        assertThat(plane.drops(DropReason.UNKNOWN_CHANNEL)).isEqualTo(1);
    }

    @Test
    void casts_heldByAnInstanceThatIsClosed_areCounted() {
        var _ = outputs.cast("out", bytes("x"));

        sender.port().close();

        assertThat(plane.drops(DropReason.NEVER_PATCHED)).isEqualTo(1);
        assertThat(timers.waiting()).isZero();
    }

    @Test
    void calls_beforeTheFirstPatch_failAtOnce() {
        assertThat(failure(outputs.call("out", bytes("x"))))
                .isEqualTo(CallResult.Failure.UNKNOWN_CHANNEL);
    }

    @Test
    void unknownChannels_afterAPatch_areIgnoredForCastsAndErrorsForCalls() {
        patch();

        assertThat(outputs.cast("gone", bytes("x"))).isEqualTo(CastResult.UNKNOWN_CHANNEL);
        assertThat(outputs.delayedCast(5, "gone", bytes("x")))
                .isEqualTo(CastResult.UNKNOWN_CHANNEL);
        assertThat(failure(outputs.call("gone", bytes("x"))))
                .isEqualTo(CallResult.Failure.UNKNOWN_CHANNEL);
        assertThat(plane.drops(DropReason.UNKNOWN_CHANNEL)).isEqualTo(3);
    }

    @Test
    void patch_replacesAllChannels() {
        patch();
        FakeComponent other = plane.function(FakeComponent.NOTHING);

        sender.port().patch(Map.of("second", other.port().self()), List.of());

        assertThat(outputs.cast("out", bytes("x"))).isEqualTo(CastResult.UNKNOWN_CHANNEL);
        assertThat(outputs.cast("second", bytes("x"))).isEqualTo(CastResult.ACCEPTED);
        await().until(() -> other.handled.get() == 1);
    }

    @Test
    void events_ofAnOlderEpoch_areRefusedAndCounted() {
        LogicalId logical = new LogicalId(UUID.randomUUID());
        target.port().patch(Map.of(), List.of(new Placement(logical, 3)));

        plane.plane.handle(fromEpoch(logical, 2));
        plane.plane.handle(fromEpoch(logical, 3));
        plane.plane.handle(fromEpoch(logical, 4));
        plane.plane.handle(fromEpoch(new LogicalId(UUID.randomUUID()), 1));

        await().until(() -> target.handled.get() == 3);
        assertThat(plane.drops(DropReason.STALE_EPOCH)).isEqualTo(1);
    }

    private Event fromEpoch(LogicalId logical, long epoch) {
        return new Event(
                target.port().self(),
                plane.stranger(),
                EventKind.CAST,
                0,
                bytes("x"),
                new EventContext(
                        0, TraceContext.NONE, Optional.of(new Placement(logical, epoch)), 0));
    }

    // ---- delayed casts ----------------------------------------------------------------------

    @Test
    void delayedCast_isSentAfterItsDelay() {
        patch();
        assertThat(outputs.delayedCast(50, "out", bytes("later"))).isEqualTo(CastResult.ACCEPTED);
        assertThat(outputs.delayedCast(20, "out", bytes("soon"))).isEqualTo(CastResult.ACCEPTED);

        timers.advance(Duration.ofMillis(19));
        assertThat(target.handled).hasValue(0);
        timers.advance(Duration.ofMillis(31));

        await().until(() -> target.handled.get() == 2);
        assertThat(target.payloads).containsExactly("soon", "later");
    }

    @Test
    void delayedCasts_areBoundedInEvents() {
        patch();
        for (int i = 0; i < 1_024; i++) {
            assertThat(outputs.delayedCast(10, "out", bytes("x"))).isEqualTo(CastResult.ACCEPTED);
        }

        assertThat(outputs.delayedCast(10, "out", bytes("x"))).isEqualTo(CastResult.OVERLOADED);
        assertThat(plane.drops(DropReason.TIMERS_FULL)).isEqualTo(1);
        timers.advance(Duration.ofMillis(10));
        assertThat(outputs.delayedCast(10, "out", bytes("x"))).isEqualTo(CastResult.ACCEPTED);
    }

    @Test
    void delayedCasts_areBoundedInBytes() {
        patch();
        for (int i = 0; i < 4; i++) {
            assertThat(outputs.delayedCast(10, "out", new byte[4 << 20]))
                    .isEqualTo(CastResult.ACCEPTED);
        }

        assertThat(outputs.delayedCast(10, "out", bytes("x"))).isEqualTo(CastResult.OVERLOADED);
        assertThat(outputs.delayedCast(10, "out", new byte[(4 << 20) + 1]))
                .isEqualTo(CastResult.TOO_LARGE);
        assertThat(plane.drops(DropReason.TIMERS_FULL)).isEqualTo(1);
        assertThat(plane.drops(DropReason.TOO_LARGE)).isEqualTo(1);
    }

    @Test
    void delayedCasts_ofAnInstanceThatIsClosed_areCancelledAndCounted() {
        patch();
        for (int i = 0; i < 3; i++) {
            var _ = outputs.delayedCast(10, "out", bytes("x"));
        }

        sender.port().close();
        timers.advance(Duration.ofSeconds(1));

        assertThat(plane.drops(DropReason.SENDER_STOPPED)).isEqualTo(3);
        assertThat(outputs.delayedCast(10, "out", bytes("x"))).isEqualTo(CastResult.STOPPED);
        assertThat(timers.waiting()).isZero();
        assertThat(target.handled).hasValue(0);
    }
}
