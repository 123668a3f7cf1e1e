package io.edgeless.node.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.LogLevel;
import io.edgeless.api.model.StatePolicy;
import io.edgeless.api.model.StateSpec;
import io.edgeless.component.CallResult;
import io.edgeless.component.CastResult;
import io.edgeless.component.HostApi;
import io.edgeless.component.Limits;
import io.edgeless.node.agent.ComponentSpec;
import io.edgeless.node.state.StateStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

/// What a guest may ask of its node, and the limits on it.
class GuestApiTest {

    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    private HostApi host(Map<String, String> annotations) {
        bench.start(annotations);
        return bench.runtime.youngest().host;
    }

    @Test
    void annotations_lowerTheLimitsOfTheNodeAndNeverRaiseThem() {
        bench.start(
                Map.of(
                        "memory-pages-max", "16",
                        "payload-bytes-max", "1000",
                        "state-bytes-max", "67108864",
                        "mailbox-events-max", "10",
                        "mailbox-bytes-max", "2000",
                        "cpu-budget-ms", "100",
                        "wall-budget-ms", "3600000",
                        "pending-calls-max", "2",
                        "timers-max", "0",
                        "log-lines-per-second-max", "3"));

        assertThat(bench.runtime.limits)
                .containsExactly(
                        new Limits(
                                16,
                                1000,
                                Limits.DEFAULT.stateBytesMax(),
                                10,
                                2000,
                                Duration.ofMillis(100),
                                Limits.DEFAULT.wallBudget(),
                                2,
                                0,
                                3,
                                Limits.DEFAULT.logLineBytesMax()));
    }

    @Test
    void cast_thatMeetsALimit_isInTheLogOfItsSender() {
        HostApi host = host(Map.of("payload-bytes-max", "4"));

        assertThat(host.cast("out", Bench.bytes("seven"))).isEqualTo(CastResult.TOO_LARGE);
        assertThat(host.cast("self", Bench.bytes("four"))).isEqualTo(CastResult.ACCEPTED);

        assertThat(bench.log())
                .containsExactly(
                        "a cast to out was dropped: 5 bytes are more than the limit of one"
                                + " payload");
    }

    @Test
    void call_thatDoesNotGetThrough_isInTheLogOfItsCaller() {
        HostApi host = host(Map.of());

        assertThat(host.call("self", Bench.bytes("x"))).isInstanceOf(CallResult.Failed.class);

        assertThat(bench.log())
                .containsExactly("a call to self failed: a function cannot call itself");
    }

    @Test
    void sync_isOnTheDiskWithTheEpochOfThePlacement() {
        HostApi host = host(Map.of());

        assertThat(host.sync(Bench.bytes("seven"))).isTrue();

        assertThat(bench.states.load(Bench.STATE))
                .isInstanceOfSatisfying(
                        StateStore.Result.Loaded.class,
                        loaded -> assertThat(loaded.state()).asString().isEqualTo("seven"));
        assertThat(bench.states.save(Bench.STATE, 0, new byte[0]))
                .isInstanceOf(StateStore.Result.Failed.class);
    }

    @Test
    void sync_ofMoreThanTheLimit_isFalseWithTheReasonInTheLog() {
        HostApi host = host(Map.of("state-bytes-max", "4"));

        assertThat(host.sync(Bench.bytes("seven"))).isFalse();

        assertThat(bench.log())
                .containsExactly("state not saved: 5 bytes are more than the limit of 4");
        assertThat(bench.states.bytes()).isZero();
    }

    @Test
    void sync_onAFullDisk_isFalseWithTheReasonInTheLogAndKeepsTheOldState() {
        HostApi host = host(Map.of());
        assertThat(host.sync(Bench.bytes("old"))).isTrue();
        bench.disk.limitSpace(0);

        assertThat(host.sync(Bench.bytes("new"))).isFalse();

        assertThat(bench.log())
                .singleElement()
                .asString()
                .contains("state not saved")
                .contains("no space left");
        assertThat(bench.states.load(Bench.STATE))
                .isInstanceOfSatisfying(
                        StateStore.Result.Loaded.class,
                        loaded -> assertThat(loaded.state()).asString().isEqualTo("old"));
        assertThat(bench.series("edgeless_states_not_saved"))
                .singleElement()
                .asString()
                .contains("total=1");
    }

    @Test
    void sync_ofAStatelessFunction_isTrueAndWritesNothing() {
        FunctionSpec local = Bench.function(Map.of(), 1);
        FunctionSpec spec =
                new FunctionSpec(
                        local.code(),
                        Map.of(),
                        new StateSpec(Bench.STATE, StatePolicy.TRANSIENT),
                        "workflow",
                        local.placement());
        assertThat(bench.launch(bench.fresh(), new ComponentSpec.Function(spec), false)).isEmpty();

        assertThat(bench.runtime.youngest().host.sync(Bench.bytes("x"))).isTrue();

        assertThat(bench.states.ids()).isEmpty();
    }

    @Test
    void log_beyondTheRate_isLeftOutCountedAndSaid() {
        HostApi host = host(Map.of("log-lines-per-second-max", "2"));
        for (int i = 1; i <= 5; i++) {
            host.log(LogLevel.INFO, "t", "line " + i);
        }
        bench.clock.advance(Duration.ofSeconds(1));
        host.log(LogLevel.INFO, "t", "line 6");

        assertThat(bench.log())
                .containsExactly(
                        "line 1", "line 2", "3 lines left out: over the rate limit", "line 6");
        assertThat(bench.series("edgeless_log_lines_left_out"))
                .singleElement()
                .asString()
                .contains("total=3");
    }

    @Test
    void log_ofAGuestThatMayNotLog_isLeftOut() {
        HostApi host = host(Map.of("log-lines-per-second-max", "0"));

        host.log(LogLevel.INFO, "t", "line");

        assertThat(bench.log()).isEmpty();
    }

    @Test
    void failingSyncs_cannotFloodTheLog() {
        HostApi host = host(Map.of("log-lines-per-second-max", "2", "state-bytes-max", "0"));
        for (int i = 0; i < 100; i++) {
            assertThat(host.sync(new byte[1])).isFalse();
        }

        assertThat(bench.log()).hasSize(2);
    }

    @Test
    void log_isOneCleanLineOfBoundedLength() {
        HostApi host = host(Map.of("log-line-bytes-max", "10"));

        host.log(LogLevel.WARN, "target", "a\nb\u001b[31mäöü");

        assertThat(bench.log()).containsExactly("a\\nb\\u001b[31mä…");
    }

    @Test
    void logLines_areInTheSamplesForTheOrchestratorToo() {
        PhysicalId id = bench.start(Map.of());

        bench.runtime.youngest().host.log(LogLevel.INFO, "t", "hello");

        assertThat(bench.samples.take().logEntries().get(id))
                .singleElement()
                .satisfies(entry -> assertThat(entry.message()).isEqualTo("hello"));
    }
}
