package io.edgeless.node.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.Refusal;
import io.edgeless.component.CallResult;
import io.edgeless.component.Outcome;
import io.edgeless.node.agent.ComponentSpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// A function that ran here when the process ended, and is started again.
class FunctionRebootTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    /// Once the trouble is over.
    private void assertRunsAtTheNextAttempt(PhysicalId id) {
        assertThat(bench.state(id)).isEqualTo(InstanceState.BACKING_OFF);
        bench.runtime.script = guest -> {};
        bench.timers.advance(Duration.ofMillis(100));
        await().atMost(PATIENCE).until(() -> bench.state(id) == InstanceState.RUNNING);
    }

    @Test
    void startAgain_thatFailsInInit_isTriedAgain() {
        bench.runtime.script = guest -> guest.init = state -> new Outcome.Failed("no neighbour");
        PhysicalId id = bench.fresh();

        assertThat(launch(id, Map.of())).isEmpty();

        assertRunsAtTheNextAttempt(id);
    }

    @Test
    void startAgain_ofOneThatMustNotBeRestarted_isRefused() {
        bench.runtime.script = guest -> guest.init = state -> new Outcome.Failed("no neighbour");

        assertThat(launch(bench.fresh(), Map.of("restart-policy", "never"))).isPresent();
    }

    @Test
    void startAgain_whoseRuntimeThrows_isTriedAgain() {
        bench.runtime.script =
                guest -> {
                    throw new OutOfMemoryError("scripted");
                };
        PhysicalId id = bench.fresh();

        assertThat(launch(id, Map.of())).isEmpty();

        assertRunsAtTheNextAttempt(id);
    }

    @Test
    void startAgain_withoutTimeToCompile_isTriedAgain() {
        bench.runtime.refusal = Optional.of(Refusal.of("the node is busy"));
        bench.runtime.isTemporary = true;
        PhysicalId id = bench.fresh();

        assertThat(launch(id, Map.of())).isEmpty();

        assertThat(bench.state(id)).isEqualTo(InstanceState.BACKING_OFF);
        assertThat(bench.report(id).lastError()).contains("the node is busy");
        bench.timers.advance(Duration.ofMillis(100));
        await().atMost(PATIENCE).until(() -> bench.report(id).restarts() == 2);
        await().atMost(PATIENCE).until(() -> bench.timers.waiting() == 1);
        bench.runtime.refusal = Optional.empty();
        bench.timers.advance(Duration.ofMillis(200));
        await().atMost(PATIENCE).until(() -> bench.state(id) == InstanceState.RUNNING);
        assertThat(bench.call(id, "ping")).isInstanceOf(CallResult.Reply.class);
    }

    @Test
    void startAgain_whileTheRuntimeThrows_isTriedAgain() {
        bench.runtime.compile =
                () -> {
                    throw new OutOfMemoryError("scripted");
                };
        PhysicalId id = bench.fresh();

        assertThat(launch(id, Map.of())).isEmpty();

        assertThat(bench.report(id).lastError()).contains("scripted");
        bench.runtime.compile = () -> {};
        bench.timers.advance(Duration.ofMillis(100));
        await().atMost(PATIENCE).until(() -> bench.state(id) == InstanceState.RUNNING);
    }

    @Test
    void startAgain_ofCodeThatIsRefusedForGood_isRefused() {
        bench.runtime.refusal = Optional.of(Refusal.of("no such import"));

        assertThat(launch(bench.fresh(), Map.of())).isPresent();
    }

    @Test
    void firstStart_withoutTimeToCompile_isRefused() {
        bench.runtime.refusal = Optional.of(Refusal.of("the node is busy"));
        bench.runtime.isTemporary = true;

        assertThat(
                        bench.launch(
                                bench.fresh(),
                                new ComponentSpec.Function(Bench.function(Map.of(), 1)),
                                false))
                .isPresent();
    }

    private Optional<Refusal> launch(PhysicalId id, Map<String, String> annotations) {
        return bench.launch(id, new ComponentSpec.Function(Bench.function(annotations, 1)), true);
    }
}
