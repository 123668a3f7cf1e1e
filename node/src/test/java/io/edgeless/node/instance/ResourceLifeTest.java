package io.edgeless.node.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.component.CallResult;
import io.edgeless.component.CastResult;
import io.edgeless.node.agent.ComponentSpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A resource from its start to its end, on the real data plane.
class ResourceLifeTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void start_isMadeByTheProviderTheOrchestratorChose() {
        PhysicalId id = start(Map.of());

        assertThat(bench.provider.resources).hasSize(1);
        assertThat(bench.state(id)).isEqualTo(InstanceState.RUNNING);
        assertThat(bench.report(id).url()).isEqualTo("scripted://here");
        assertThat(bench.call(id, "ping"))
                .isInstanceOfSatisfying(
                        CallResult.Reply.class,
                        reply -> assertThat(reply.payload()).asString().isEqualTo("ping"));
    }

    @Test
    void start_atAnUnknownProvider_isRefusedInTheWordsOfV12() {
        assertThat(launch(Bench.resource(Map.of(), "elsewhere")).orElseThrow().text())
                .isEqualTo(
                        "Error when creating a resource (Provider for class_type does not exist:"
                                + " scripted)");
    }

    @Test
    void start_thatTheProviderRefuses_leavesNothing() {
        assertThat(launch(Bench.resource(Map.of("broken", ""), "scripted-1"))).isPresent();

        assertThat(bench.table.running()).isEmpty();
        assertThat(bench.series("edgeless_starts_refused"))
                .singleElement()
                .asString()
                .contains("1");
    }

    @Test
    void start_thatThrows_isARefusalAndLeavesNoPort() {
        PhysicalId id = bench.fresh();

        Optional<Refusal> refusal =
                bench.launch(
                        id,
                        new ComponentSpec.Resource(
                                Bench.resource(Map.of("fault", ""), "scripted-1")),
                        false);

        assertThat(refusal.orElseThrow().text()).contains("a fault of the provider");
        assertThat(bench.call(id, "ping")).isInstanceOf(CallResult.Failed.class);
    }

    @Test
    void restart_thatTheProviderRefuses_isTriedAgainWithItsChannels() {
        PhysicalId target = start(Map.of());
        bench.provider.refusals.set(2);

        PhysicalId id = startAgain();

        assertThat(bench.state(id)).isEqualTo(InstanceState.BACKING_OFF);
        assertThat(bench.report(id).lastError()).contains("the port is taken");
        assertThat(bench.table.patch(id, patch(id, "out", target))).isEmpty();
        bench.timers.advance(Duration.ofMillis(100));
        await().atMost(PATIENCE).until(() -> bench.report(id).restarts() == 2);
        await().atMost(PATIENCE).until(() -> bench.timers.waiting() == 1);
        bench.timers.advance(Duration.ofMillis(200));
        await().atMost(PATIENCE).until(() -> bench.state(id) == InstanceState.RUNNING);
        assertThat(bench.call(id, "ping")).isInstanceOf(CallResult.Reply.class);
        assertThat(bench.report(id).url()).isEqualTo("scripted://here");
        assertThat(bench.provider.resources.getLast().host.outputs().cast("out", new byte[0]))
                .isEqualTo(CastResult.ACCEPTED);
    }

    @Test
    void restart_thatThrows_isTriedAgainToo() {
        PhysicalId id = bench.fresh();

        assertThat(
                        bench.launch(
                                id,
                                new ComponentSpec.Resource(
                                        Bench.resource(Map.of("fault", ""), "scripted-1")),
                                true))
                .isEmpty();

        assertThat(bench.report(id).lastError()).contains("a fault of the provider");
    }

    @Test
    void halt_whileItIsTriedAgain_endsThat() {
        bench.provider.refusals.set(1);
        PhysicalId id = startAgain();
        assertThat(bench.timers.waiting()).isEqualTo(1);

        bench.table.halt(id);

        assertThat(bench.timers.waiting()).isZero();
        assertThat(bench.table.running()).isEmpty();
        assertThat(bench.provider.resources).isEmpty();
    }

    @Test
    void patch_whileTheResourceIsToldAnOlderOne_isToldAfterIt() throws Exception {
        PhysicalId target = start(Map.of());
        bench.provider.refusals.set(1);
        PhysicalId id = startAgain();
        assertThat(bench.table.patch(id, patch(id, "out", target))).isEmpty();
        Held telling = new Held();
        bench.provider.patching = telling;
        bench.timers.advance(Duration.ofMillis(100));
        telling.awaitBegin();
        assertThat(bench.state(id)).isNotEqualTo(InstanceState.RUNNING);
        bench.provider.patching = () -> {};

        Patch later = patch(id, Map.of("out", target, "more", target));
        assertThat(bench.table.patch(id, later)).isEmpty();
        telling.release();

        await().atMost(PATIENCE).until(() -> bench.state(id) == InstanceState.RUNNING);
        assertThat(bench.provider.resources.getLast().told)
                .containsExactly(Set.of("out"), Set.of("out", "more"));
        assertThat(bench.report(id).channels()).isEqualTo(later.digest());
    }

    @Test
    void restart_thatThrowsWhileItIsToldItsChannels_isClosedAndTriedAgain() {
        PhysicalId target = start(Map.of());
        bench.provider.refusals.set(1);
        PhysicalId id = startAgain();
        assertThat(bench.table.patch(id, patch(id, "out", target))).isEmpty();
        bench.provider.patching =
                () -> {
                    throw new IllegalStateException("a fault of the resource");
                };

        bench.timers.advance(Duration.ofMillis(100));

        await().atMost(PATIENCE).until(() -> bench.report(id).restarts() == 2);
        assertThat(bench.provider.resources.getLast().isClosed).isTrue();
        bench.provider.patching = () -> {};
        await().atMost(PATIENCE).until(() -> bench.timers.waiting() == 1);
        bench.timers.advance(Duration.ofMillis(200));
        await().atMost(PATIENCE).until(() -> bench.state(id) == InstanceState.RUNNING);
    }

    @Test
    void halt_whileItIsMade_waitsUntilNothingOfItIsThere() throws Exception {
        Held making = new Held();
        PhysicalId id = beginAgain(making);

        CompletableFuture<Void> halted = CompletableFuture.runAsync(() -> bench.table.halt(id));
        await().atMost(PATIENCE).until(() -> halted.isDone() || bench.timers.waiting() == 1);
        assertThat(halted).isNotDone();
        making.release();

        halted.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(bench.provider.resources.getLast().isClosed).isTrue();
        assertThat(bench.timers.waiting()).isZero();
    }

    @Test
    void halt_whileAProviderDoesNotEnd_isOverAfterTheGraceAndWhatItMakesIsClosed()
            throws Exception {
        Held making = new Held();
        PhysicalId id = beginAgain(making);

        CompletableFuture<Void> halted = CompletableFuture.runAsync(() -> bench.table.halt(id));
        await().atMost(PATIENCE).until(() -> halted.isDone() || bench.timers.waiting() == 1);
        bench.timers.advance(Bench.GRACE);
        halted.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(bench.provider.resources).isEmpty();
        making.release();

        await().atMost(PATIENCE).until(() -> bench.provider.resources.size() == 1);
        await().atMost(PATIENCE).until(() -> bench.provider.resources.getLast().isClosed);
    }

    /// One whose provider is at work.
    private PhysicalId beginAgain(Held making) throws InterruptedException {
        bench.provider.refusals.set(1);
        PhysicalId id = startAgain();
        bench.provider.making = making;
        bench.timers.advance(Duration.ofMillis(100));
        making.awaitBegin();
        return id;
    }

    /// A step that begins and goes on when the test says so.
    private static final class Held implements Runnable {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        @Override
        public void run() {
            begun.countDown();
            assertThatCode(() -> assertThat(released.await(60, TimeUnit.SECONDS)).isTrue())
                    .doesNotThrowAnyException();
        }

        void awaitBegin() throws InterruptedException {
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        }

        void release() {
            released.countDown();
        }
    }

    private PhysicalId startAgain() {
        PhysicalId id = bench.fresh();
        assertThat(
                        bench.launch(
                                id,
                                new ComponentSpec.Resource(Bench.resource(Map.of(), "scripted-1")),
                                true))
                .isEmpty();
        return id;
    }

    @Test
    void patch_thatTheResourceRefuses_saysWhyAndTheOldChannelsStay() {
        PhysicalId id = start(Map.of());
        PhysicalId target = start(Map.of());
        ScriptedProvider.Echo resource = bench.provider.resources.getFirst();
        assertThat(bench.report(id).channels()).isZero();
        assertThat(bench.table.patch(id, patch(id, "out", target))).isEmpty();
        assertThat(bench.report(id).channels()).isEqualTo(patch(id, "out", target).digest());

        assertThat(bench.table.patch(id, patch(id, "wrong", target)))
                .contains("the output 'out' must be mapped");

        assertThat(resource.host.outputs().cast("out", new byte[0])).isEqualTo(CastResult.ACCEPTED);
        assertThat(bench.report(id).channels()).isEqualTo(patch(id, "out", target).digest());
        assertThat(resource.host.outputs().cast("wrong", new byte[0]))
                .isEqualTo(CastResult.UNKNOWN_CHANNEL);
    }

    @Test
    void halt_closesItAndItsAddress() {
        PhysicalId id = start(Map.of());

        bench.table.halt(id);

        assertThat(bench.provider.resources.getFirst().isClosed).isTrue();
        assertThat(bench.call(id, "ping")).isInstanceOf(CallResult.Failed.class);
        assertThat(bench.series("execution_times")).isEmpty();
    }

    private PhysicalId start(Map<String, String> configuration) {
        PhysicalId id = bench.fresh();
        assertThat(
                        bench.launch(
                                id,
                                new ComponentSpec.Resource(
                                        Bench.resource(configuration, "scripted-1")),
                                false))
                .isEmpty();
        return id;
    }

    private Optional<Refusal> launch(ResourceSpec spec) {
        return bench.launch(bench.fresh(), new ComponentSpec.Resource(spec), false);
    }

    private static Patch patch(PhysicalId id, String channel, PhysicalId target) {
        return patch(id, Map.of(channel, target));
    }

    private static Patch patch(PhysicalId id, Map<String, PhysicalId> targets) {
        Map<String, InstanceId> outputs = new HashMap<>();
        targets.forEach(
                (channel, target) -> outputs.put(channel, new InstanceId(Bench.NODE, target)));
        return new Patch(id.value(), outputs, List.of());
    }
}
