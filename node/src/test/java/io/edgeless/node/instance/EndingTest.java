package io.edgeless.node.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.component.FunctionInstance;
import io.edgeless.component.Outcome;
import io.edgeless.dataplane.Port;
import io.edgeless.dataplane.PortSettings;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The end of a function whose start and stop get into each other's way.
class EndingTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Bench bench = new Bench();
    private final ScriptedGuest guest = new ScriptedGuest(new NoHost());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Port port =
            bench.services()
                    .dataPlane()
                    .register(
                            bench.fresh(),
                            event -> Outcome.NO_REPLY,
                            PortSettings.function(
                                    bench.services().caps(), guest::interrupt, Optional.empty()));
    private final Life life = new Life(new FunctionHost.PortGate(port));
    private int discarded;

    @AfterEach
    void close() {
        threads.close();
        bench.close();
    }

    @Test
    void guest_ofAnAttemptThatNeverSaysThatItEnded_isClosedOnce() throws Exception {
        assertThat(life.begin()).isTrue();
        assertThat(life.conceived(guest)).isTrue();
        life.runs(guest);
        assertThat(life.born()).isTrue();
        Future<Boolean> attempt = life.close().orElseThrow();

        Future<Ending.Result> end = end(attempt);
        await().atMost(PATIENCE).until(() -> bench.timers.waiting() == 2);
        bench.timers.advance(Bench.GRACE.plusSeconds(2));

        assertThat(end.get()).isEqualTo(Ending.Result.CUT_SHORT);
        assertThat(discarded).isEqualTo(1);
        assertThat(guest.steps).doesNotContain("stop").containsOnlyOnce("close");
        assertThat(life.guest()).isEmpty();
    }

    @Test
    void guest_withoutTrouble_isStoppedAndClosedByItsLastStep() throws Exception {
        assertThat(life.begin()).isTrue();
        assertThat(life.conceived(guest)).isTrue();
        life.runs(guest);
        assertThat(life.born()).isTrue();
        life.attempted();
        Future<Boolean> attempt = life.close().orElseThrow();

        assertThat(end(attempt).get()).isEqualTo(Ending.Result.ORDERLY);

        assertThat(discarded).isZero();
        assertThat(guest.steps).containsExactly("stop", "close");
    }

    private Future<Ending.Result> end(Future<Boolean> attempt) {
        Ending ending = new Ending(port, life, bench.services().world(), Bench.GRACE);
        CompletableFuture<Ending.Result> result = new CompletableFuture<>();
        threads.execute(() ->
                result.complete(
                        ending.run(
                                attempt,
                                FunctionInstance::stop,
                                left -> {
                                    discarded++;
                                    left.close();
                                })));
        return result;
    }
}
