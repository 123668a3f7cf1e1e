package io.edgeless.node.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Refusal;
import io.edgeless.component.CallResult;
import io.edgeless.component.Outcome;
import io.edgeless.node.agent.ComponentSpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/// A function from its start to its end, on the real data plane.
class FunctionLifeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    // ---- starting ---------------------------------------------------------------------------

    @Test
    void start_initialisesAndThenHandlesEvents() {
        PhysicalId id = bench.start(Map.of("init-payload", "hello"));

        assertThat(bench.call(id, "ping"))
                .isInstanceOfSatisfying(
                        CallResult.Reply.class,
                        reply -> assertThat(reply.payload()).asString().isEqualTo("ping"));
        assertThat(bench.runtime.youngest().steps).containsExactly("init hello -", "call ping");
        assertThat(bench.state(id)).isEqualTo(InstanceState.RUNNING);
        assertThat(bench.series("function_count")).singleElement().asString().contains("level=1.0");
    }

    @Test
    void start_continuesFromTheSavedState() {
        bench.states.save(Bench.STATE, 1, Bench.bytes("saved"));

        bench.start(Map.of());

        assertThat(bench.runtime.youngest().steps).containsExactly("init - saved");
    }

    @Test
    void start_whileTheCodeIsCompiled_isReportedAsStarting() throws InterruptedException {
        PhysicalId id = bench.fresh();
        CountDownLatch compiles = new CountDownLatch(1);
        CountDownLatch compiled = compileUntil(compiles);
        ComponentSpec spec = new ComponentSpec.Function(Bench.function(Map.of(), 1));
        bench.table.announce(id, spec);
        Thread launch = Thread.startVirtualThread(() -> bench.table.launch(id, spec, false));
        compiles.await();

        assertThat(bench.state(id)).isEqualTo(InstanceState.STARTING);
        assertThat(bench.report(id).placement()).isEqualTo(spec.placement());
        assertThat(bench.table.patch(id, patch(id))).contains("it is still starting");
        compiled.countDown();
        launch.join();
        assertThat(bench.state(id)).isEqualTo(InstanceState.RUNNING);
    }

    @Test
    void start_thatFailsInInit_isRefusedWithTheReasonAndLeavesNothing() {
        bench.runtime.script = guest -> guest.init = state -> new Outcome.Trapped("unreachable");
        PhysicalId id = bench.fresh();

        Optional<Refusal> refusal = launch(id, Map.of(), false);

        assertThat(refusal.orElseThrow().text())
                .isEqualTo("The function failed in handle_init (unreachable)");
        assertThat(bench.table.running()).isEmpty();
        assertThat(bench.runtime.youngest().steps).containsExactly("init - -", "close");
        assertThat(bench.call(id, "ping")).isInstanceOf(CallResult.Failed.class);
        assertThat(bench.series("function_count")).singleElement().asString().contains("level=0.0");
        assertThat(bench.timers.waiting()).isZero();
    }

    @Test
    void start_withoutItsRuntime_isRefusedInTheWordsOfV12() {
        InstanceTable empty = InstanceTable.of(List.of(), List.of(), bench.services());

        assertThat(
                        empty.launch(
                                        bench.fresh(),
                                        new ComponentSpec.Function(Bench.function(Map.of(), 1)),
                                        false)
                                .orElseThrow()
                                .text())
                .isEqualTo(
                        "Error when creating a function instance (Could not find runner for"
                                + " SCRIPTED)");
    }

    @Test
    void start_withAnAnnotationOutOfRange_isRefusedWithKeyValueAndRange() {
        Optional<Refusal> refusal =
                launch(bench.fresh(), Map.of("cpu-budget-ms", "forever"), false);

        assertThat(refusal.orElseThrow().text())
                .contains("cpu-budget-ms")
                .contains("forever")
                .contains("3600000");
        assertThat(bench.table.running()).isEmpty();
    }

    @Test
    void start_withDamagedState_isRefusedOnceAndBeginsAnewAfterThat() {
        bench.disk.replace(
                java.nio.file.Path.of("/state", Bench.STATE.toString()), Bench.bytes("garbage"));

        Optional<Refusal> refusal = launch(bench.fresh(), Map.of(), false);

        assertThat(refusal.orElseThrow().text()).contains("is damaged").contains("set aside");
        assertThat(launch(bench.fresh(), Map.of(), false)).isEmpty();
        assertThat(bench.runtime.youngest().steps).containsExactly("init - -");
    }

    @Test
    void runtimeThatThrows_isARefusalAndLeavesNothing() {
        bench.runtime.compile =
                () -> {
                    throw new IllegalStateException("a fault of the runtime");
                };

        assertThat(launch(bench.fresh(), Map.of(), false).orElseThrow().text())
                .contains("a fault of the runtime");
        assertThat(bench.table.running()).isEmpty();
    }

    // ---- failing and starting again ---------------------------------------------------------

    @Test
    void init_thatDoesNotEnd_isNotClosedWhileItRuns() throws Exception {
        bench.runtime.script = guest -> guest.init = state -> guest.hang();
        PhysicalId id = bench.fresh();
        AtomicReference<Optional<Refusal>> refusal = new AtomicReference<>(Optional.empty());
        Thread launcher =
                Thread.startVirtualThread(() ->
                        refusal.set(
                                bench.launch(
                                        id,
                                        new ComponentSpec.Function(Bench.function(Map.of(), 1)),
                                        false)));
        await().atMost(PATIENCE).until(() -> !bench.runtime.guests.isEmpty());
        ScriptedGuest guest = bench.runtime.youngest();
        guest.hangs.await();

        await().atMost(PATIENCE)
                .until(() -> {
                    launcher.interrupt();
                    return !launcher.isAlive();
                });

        assertThat(refusal.get()).isPresent();
        assertThat(guest.steps).doesNotContain("close");
        guest.release();
        await().atMost(PATIENCE).until(() -> guest.steps.contains("close"));
        assertThat(guest.steps).containsOnlyOnce("close");
        assertThat(bench.series("edgeless_guests")).allMatch(one -> !one.contains("-1"));
    }

    @Test
    void trap_startsAgainFromTheLastSyncedStateWhileEventsWait() {
        PhysicalId id = bench.start(Map.of());
        ScriptedGuest first = bench.runtime.youngest();
        first.event =
                payload -> {
                    assertThat(first.host.sync(Bench.bytes("before the trap"))).isTrue();
                    return new Outcome.Trapped("integer divide by zero");
                };

        assertThat(bench.call(id, "die")).isInstanceOf(CallResult.Failed.class);
        await().atMost(PATIENCE).until(() -> bench.state(id) == InstanceState.BACKING_OFF);
        bench.cast(id, "meanwhile");
        assertThat(bench.report(id).lastError()).isEqualTo("integer divide by zero");
        assertThat(bench.report(id).restarts()).isEqualTo(1);
        assertThat(first.steps).containsExactly("init - -", "call die", "close");

        bench.timers.advance(Duration.ofMillis(100));

        await().atMost(PATIENCE).until(() -> bench.state(id) == InstanceState.RUNNING);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(bench.runtime.youngest().steps)
                                .containsExactly("init - before the trap", "cast meanwhile"));
        assertThat(bench.log()).contains("integer divide by zero");
        assertThat(bench.series("edgeless_function_failures"))
                .singleElement()
                .asString()
                .contains("total=1");
    }

    @Test
    void trap_ofOneThatMustNotBeRestarted_isFinalAndSaidToCallers() {
        PhysicalId id = bench.start(Map.of("restart-policy", "never"));
        bench.runtime.youngest().event = payload -> new Outcome.Trapped("unreachable");

        bench.call(id, "die");

        await().atMost(PATIENCE).until(() -> bench.state(id) == InstanceState.FAILED);
        assertThat(bench.call(id, "again"))
                .isInstanceOfSatisfying(
                        CallResult.Failed.class,
                        failed ->
                                assertThat(failed.detail())
                                        .contains("the function is not running: unreachable"));
        assertThat(bench.timers.waiting()).isZero();
        assertThat(bench.runtime.guests).hasSize(1);
    }

    @Test
    void trapsAgainAndAgain_areACrashLoopThatIsReported() {
        bench.runtime.script = guest -> guest.event = payload -> new Outcome.Trapped("always");
        PhysicalId id = bench.start(Map.of());

        for (int failure = 1; failure <= 6; failure++) {
            int count = failure;
            await().atMost(PATIENCE).until(() -> bench.state(id) == InstanceState.RUNNING);
            bench.cast(id, "die");
            await().atMost(PATIENCE)
                    .until(() ->
                            bench.state(id) == InstanceState.BACKING_OFF
                                    && bench.report(id).restarts() == count);
            if (failure < 6) {
                bench.timers.advance(Duration.ofSeconds(2));
            }
        }

        assertThat(bench.report(id).lastError())
                .startsWith("crash loop, more than 5 failures within 60 s: always");
        assertThat(bench.state(id)).isEqualTo(InstanceState.BACKING_OFF);
    }

    @Test
    void errorTextOfAGuest_isCutAndCannotForgeLines() {
        PhysicalId id = bench.start(Map.of());
        bench.runtime.youngest().event =
                payload -> new Outcome.Trapped("a\nb" + "x".repeat(10_000));

        bench.cast(id, "die");

        await().atMost(PATIENCE).until(() -> bench.state(id) == InstanceState.BACKING_OFF);
        assertThat(bench.report(id).lastError()).startsWith("a\\nbxxx").hasSizeLessThan(1_100);
    }

    @Test
    void restart_whoseInitFails_backsOffFurther() {
        PhysicalId id = bench.start(Map.of());
        bench.runtime.youngest().event = payload -> new Outcome.Trapped("first");
        bench.runtime.script = guest -> guest.init = state -> new Outcome.Failed("second");
        bench.cast(id, "die");
        await().atMost(PATIENCE).until(() -> bench.state(id) == InstanceState.BACKING_OFF);

        bench.timers.advance(Duration.ofMillis(100));

        await().atMost(PATIENCE).until(() -> bench.report(id).restarts() == 2);
        assertThat(bench.report(id).lastError()).contains("second");
        await().atMost(PATIENCE).until(() -> bench.timers.waiting() == 1);
        bench.timers.advance(Duration.ofMillis(100));
        assertThat(bench.runtime.guests).hasSize(2);
    }

    @Test
    void restart_whoseRuntimeThrows_isFollowedByTheNext() {
        PhysicalId id = bench.start(Map.of());
        bench.runtime.youngest().event = payload -> new Outcome.Trapped("first");
        bench.runtime.script =
                guest -> {
                    throw new OutOfMemoryError("scripted");
                };
        bench.cast(id, "die");
        await().atMost(PATIENCE).until(() -> bench.state(id) == InstanceState.BACKING_OFF);
        bench.timers.advance(Duration.ofMillis(100));
        await().atMost(PATIENCE).until(() -> bench.report(id).restarts() == 2);
        assertThat(bench.report(id).lastError()).contains("scripted");
        await().atMost(PATIENCE).until(() -> bench.timers.waiting() == 1);

        bench.runtime.script = guest -> {};
        bench.timers.advance(Duration.ofMillis(200));

        await().atMost(PATIENCE).until(() -> bench.state(id) == InstanceState.RUNNING);
    }

    @Test
    void failure_thatCannotBeTold_isFollowedByTheNextStartAllTheSame() {
        PhysicalId id = bench.start(Map.of());
        bench.runtime.youngest().event = payload -> new Outcome.Trapped("first");
        bench.onChange =
                () -> {
                    throw new IllegalStateException("scripted");
                };
        bench.cast(id, "die");
        await().atMost(PATIENCE).until(() -> bench.state(id) == InstanceState.BACKING_OFF);
        await().atMost(PATIENCE).until(() -> bench.timers.waiting() == 1);

        bench.timers.advance(Duration.ofMillis(100));

        await().atMost(PATIENCE).until(() -> bench.state(id) == InstanceState.RUNNING);
    }

    @Test
    void guestWhoseCloseThrows_isFollowedByTheNextStartAllTheSame() {
        PhysicalId id = bench.start(Map.of());
        ScriptedGuest first = bench.runtime.youngest();
        first.event = payload -> new Outcome.Trapped("first");
        first.closing =
                () -> {
                    throw new IllegalStateException("scripted");
                };
        bench.cast(id, "die");
        await().atMost(PATIENCE).until(() -> bench.timers.waiting() == 1);

        bench.timers.advance(Duration.ofMillis(100));

        await().atMost(PATIENCE).until(() -> bench.state(id) == InstanceState.RUNNING);
    }

    @Test
    void eventOverItsBudget_isInterruptedAndTheBudgetIsNamed() throws InterruptedException {
        PhysicalId id = bench.start(Map.of());
        ScriptedGuest guest = bench.runtime.youngest();
        guest.event = payload -> guest.loop();
        bench.cast(id, "loop");
        guest.hangs.await();

        bench.clock.advance(bench.services().caps().wallBudget().plusSeconds(1));

        await().atMost(PATIENCE).until(() -> bench.state(id) == InstanceState.BACKING_OFF);
        assertThat(bench.report(id).lastError())
                .startsWith("the loop was interrupted; one event may take ");
    }

    @Test
    void guestInterruptedBecauseItIsStopped_doesNotBlameABudget() throws InterruptedException {
        bench.runtime.script = guest -> guest.init = state -> guest.loop();
        PhysicalId id = bench.fresh();
        var refusal = new java.util.concurrent.CompletableFuture<Optional<Refusal>>();
        Thread.startVirtualThread(() -> refusal.complete(launch(id, Map.of(), false)));
        await().atMost(PATIENCE).until(() -> !bench.runtime.guests.isEmpty());
        bench.runtime.youngest().hangs.await();
        Thread halt = halt(id);
        await().atMost(PATIENCE).until(() -> bench.timers.waiting() == 2);

        bench.timers.advance(Bench.GRACE.dividedBy(2));

        halt.join();
        assertThat(refusal.join().orElseThrow().text())
                .contains("the loop was interrupted; the function is being stopped")
                .doesNotContain("CPU");
    }

    // ---- the end ----------------------------------------------------------------------------

    @Test
    void halt_runsHandleStopAndRemovesEverything() {
        PhysicalId id = bench.start(Map.of());
        ScriptedGuest guest = bench.runtime.youngest();

        bench.table.halt(id);

        assertThat(guest.steps).containsExactly("init - -", "stop", "close");
        assertThat(bench.table.running()).isEmpty();
        assertThat(bench.call(id, "ping")).isInstanceOf(CallResult.Failed.class);
        assertThat(bench.timers.waiting()).isZero();
        assertThat(bench.series("execution_times")).isEmpty();
        assertThat(bench.series("transfer_times")).isEmpty();
        assertThat(bench.series("function_count")).singleElement().asString().contains("level=0.0");
    }

    @Test
    void halt_ofAnUnknownInstance_doesNothing() {
        bench.table.halt(bench.fresh());

        assertThat(bench.changes).hasValue(0);
    }

    @Test
    void halt_whileAHandlerLoops_interruptsItAfterHalfTheGrace() throws InterruptedException {
        PhysicalId id = bench.start(Map.of());
        ScriptedGuest guest = bench.runtime.youngest();
        guest.event = payload -> guest.loop();
        bench.cast(id, "loop");
        guest.hangs.await();
        Thread halt = halt(id);
        await().atMost(PATIENCE).until(() -> bench.timers.waiting() == 2);
        assertThat(guest.steps).doesNotContain("interrupt");

        bench.timers.advance(Bench.GRACE.dividedBy(2));

        halt.join();
        assertThat(guest.steps).containsExactly("init - -", "cast loop", "interrupt", "close");
        assertThat(bench.timers.waiting()).isZero();
        assertThat(bench.runtime.guests).hasSize(1);
    }

    @Test
    void halt_whileAHandlerWaitsInACall_endsTheCallAndRunsHandleStop() throws InterruptedException {
        PhysicalId callee = bench.start(Map.of());
        ScriptedGuest slow = bench.runtime.youngest();
        slow.event = payload -> slow.hang();
        PhysicalId id = bench.start(Map.of());
        ScriptedGuest guest = bench.runtime.youngest();
        guest.event =
                payload -> {
                    guest.host.callRaw(new InstanceId(Bench.NODE, callee), payload);
                    return Outcome.NO_REPLY;
                };
        bench.cast(id, "call");
        slow.hangs.await();

        bench.table.halt(id);

        assertThat(guest.steps).containsExactly("init - -", "cast call", "stop", "close");
    }

    @Test
    void halt_whileHandleStopLoops_interruptsItAfterTheGrace() throws InterruptedException {
        PhysicalId id = bench.start(Map.of());
        ScriptedGuest guest = bench.runtime.youngest();
        guest.stop = guest::loop;
        Thread halt = halt(id);
        guest.hangs.await();

        bench.timers.advance(Bench.GRACE);

        halt.join();
        assertThat(guest.steps).containsExactly("init - -", "stop", "interrupt", "close");
        assertThat(bench.timers.waiting()).isZero();
    }

    @Test
    void halt_whileAHandlerTraps_isOneEndAndNoRestart() throws InterruptedException {
        PhysicalId id = bench.start(Map.of());
        ScriptedGuest guest = bench.runtime.youngest();
        CountDownLatch trap = new CountDownLatch(1);
        guest.event =
                payload -> {
                    guest.hangs.countDown();
                    awaitOpen(trap);
                    return new Outcome.Trapped("at the same moment");
                };
        bench.cast(id, "go");
        guest.hangs.await();
        Thread halt = halt(id);
        await().atMost(PATIENCE).until(() -> bench.timers.waiting() == 2);

        trap.countDown();

        halt.join();
        assertThat(guest.steps).containsExactly("init - -", "cast go", "close");
        assertThat(bench.timers.waiting()).isZero();
        assertThat(bench.runtime.guests).hasSize(1);
    }

    @Test
    void halt_whileBackingOff_startsNothingAgain() {
        PhysicalId id = bench.start(Map.of());
        bench.runtime.youngest().event = payload -> new Outcome.Trapped("trap");
        bench.cast(id, "die");
        await().atMost(PATIENCE).until(() -> bench.state(id) == InstanceState.BACKING_OFF);

        bench.table.halt(id);
        bench.timers.advance(Duration.ofMinutes(2));

        assertThat(bench.runtime.guests).hasSize(1);
        assertThat(bench.runtime.youngest().steps).doesNotContain("stop");
    }

    @Test
    void halt_whileARestartIsInitialised_interruptsIt() throws InterruptedException {
        PhysicalId id = bench.start(Map.of());
        bench.runtime.youngest().event = payload -> new Outcome.Trapped("trap");
        bench.runtime.script = guest -> guest.init = state -> guest.loop();
        bench.cast(id, "die");
        await().atMost(PATIENCE).until(() -> bench.state(id) == InstanceState.BACKING_OFF);
        bench.timers.advance(Duration.ofMillis(100));
        await().atMost(PATIENCE).until(() -> bench.runtime.guests.size() == 2);
        ScriptedGuest second = bench.runtime.youngest();
        second.hangs.await();
        Thread halt = halt(id);
        await().atMost(PATIENCE).until(() -> bench.timers.waiting() == 2);

        bench.timers.advance(Bench.GRACE.dividedBy(2));

        halt.join();
        assertThat(second.steps).containsExactly("init - -", "interrupt", "close");
        bench.timers.advance(Duration.ofMinutes(2));
        assertThat(bench.runtime.guests).hasSize(2);
    }

    @Test
    void halt_ofAGuestThatNeverEnds_leavesItBehindInTheEnd() throws InterruptedException {
        PhysicalId id = bench.start(Map.of());
        ScriptedGuest guest = bench.runtime.youngest();
        guest.event = payload -> guest.hang();
        bench.cast(id, "hang");
        guest.hangs.await();
        Thread halt = halt(id);
        await().atMost(PATIENCE).until(() -> bench.timers.waiting() == 2);

        bench.timers.advance(Bench.GRACE.plusSeconds(1));

        halt.join();
        assertThat(guest.steps).contains("interrupt").doesNotContain("stop", "close");
        assertThat(bench.call(id, "anyone?")).isInstanceOf(CallResult.Failed.class);
        guest.release();
        await().atMost(PATIENCE).until(() -> guest.steps.contains("close"));
    }

    @Test
    void halt_whileItsCodeIsCompiled_refusesTheStart() throws InterruptedException {
        PhysicalId id = bench.fresh();
        CountDownLatch compiles = new CountDownLatch(1);
        CountDownLatch compiled = compileUntil(compiles);
        var refusal = new java.util.concurrent.CompletableFuture<Optional<Refusal>>();
        Thread.startVirtualThread(() -> refusal.complete(launch(id, Map.of(), false)));
        compiles.await();

        bench.table.closeAll();
        compiled.countDown();

        assertThat(refusal.join().orElseThrow().text()).contains("stopped while it was starting");
        assertThat(bench.runtime.guests).isEmpty();
        assertThat(bench.table.running()).isEmpty();
    }

    @Test
    void closeAll_endsEverythingAtTheSameTime() {
        bench.start(Map.of());
        bench.start(Map.of());
        bench.start(Map.of());

        bench.table.closeAll();

        assertThat(bench.table.running()).isEmpty();
        assertThat(bench.runtime.guests)
                .hasSize(3)
                .allSatisfy(guest -> assertThat(guest.steps).endsWith("stop", "close"));
        assertThat(launch(bench.fresh(), Map.of(), false)).isPresent();
    }

    @Test
    void functions_takeEveryPatch() {
        PhysicalId id = bench.start(Map.of());

        assertThat(bench.table.patch(id, patch(id))).isEmpty();
        assertThat(bench.table.patch(bench.fresh(), patch(id))).isPresent();
    }

    // ---- -----------------------------------------------------------------------------------

    private Optional<Refusal> launch(
            PhysicalId id, Map<String, String> annotations, boolean again) {
        return bench.launch(id, new ComponentSpec.Function(Bench.function(annotations, 1)), again);
    }

    private Thread halt(PhysicalId id) {
        return Thread.startVirtualThread(() -> bench.table.halt(id));
    }

    /// Compilation says that it begins, and takes until the result is opened.
    private CountDownLatch compileUntil(CountDownLatch begins) {
        CountDownLatch compiled = new CountDownLatch(1);
        bench.runtime.compile =
                () -> {
                    begins.countDown();
                    awaitOpen(compiled);
                };
        return compiled;
    }

    private static Patch patch(PhysicalId id) {
        return new Patch(id.value(), Map.of(), List.of());
    }

    private static void awaitOpen(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
