package io.edgeless.orchestrator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.Refusal;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

final class StartTest {

    private final Scripted script = new Scripted();
    private final LogicalId id = Scripted.logical(1);

    @Test
    void start_onANode_isAnsweredAfterTheNode() {
        FakeNode node = script.join(1);

        long ticket = script.start(Scripted.function(id));

        assertThat(script.reply(ticket)).isEmpty();
        script.run();
        assertThat(script.reply(ticket)).contains(new Reply.Started(id));
        assertThat(node.instanceOf(id)).isPresent();
        assertThat(script.report(id).state()).isEqualTo(InstanceState.RUNNING);
    }

    @Test
    void start_withoutId_getsTheDrawnOne() {
        script.join(1);
        var spec = (ComponentSpec.Resource) Scripted.resource(id, "file-log");
        var anonymous =
                new io.edgeless.api.model.ResourceSpec(
                        "file-log",
                        spec.spec().configuration(),
                        "wf",
                        java.util.Optional.empty(),
                        java.util.Optional.empty());

        long ticket = script.start(new ComponentSpec.Resource(anonymous));
        script.run();

        var started = (Reply.Started) script.reply(ticket).orElseThrow();
        assertThat(script.host(started.logical()).running).hasSize(1);
    }

    @Test
    void start_withoutNode_isRefusedInTheWordsOfV12() {
        assertThat(refusal(script.start(Scripted.function(id))))
                .isEqualTo(
                        Refusal.of(
                                "Could not start function run-time RUST_WASM class ping version"
                                        + " 0.1 code Some(\"ping.wasm\")",
                                "no valid node found"));
        assertThat(refusal(script.start(Scripted.resource(id, "kafka"))))
                .isEqualTo(Refusal.of("class type not found", "class_type: kafka"));
    }

    @Test
    void start_withUnmetConstraint_isRefused() {
        script.join(1);

        long ticket = script.start(Scripted.function(id, Map.of("label_match_all", "gpu")));

        assertThat(refusal(ticket).detail()).contains("no valid node found");
        assertThat(script.describe().components()).isEmpty();
    }

    @Test
    void start_refusedByItsNode_saysWhyAndIsForgotten() {
        FakeNode bad = script.join(1);
        FakeNode other = script.join(2);
        bad.refusal = java.util.Optional.of(Refusal.of("Bad code", "no export"));

        long ticket = script.start(Scripted.function(id));
        script.run();

        assertThat(refusal(ticket))
                .isEqualTo(
                        Refusal.of(
                                "Function instance creation request rejected",
                                "Could not start a function instance for lid "
                                        + id
                                        + ": Bad code [detail: no export]"));
        assertThat(other.log).doesNotContain("start 1");
        assertThat(script.describe().components()).isEmpty();
    }

    @Test
    void start_ofResourceRefusedByItsNode_passesTheReasonThrough() {
        FakeNode node = script.join(1);
        node.refusal = java.util.Optional.of(Refusal.of("Error when creating a resource", "why"));

        long ticket = script.start(Scripted.resource(id, "file-log"));
        script.run();

        assertThat(refusal(ticket)).isEqualTo(node.refusal.get());
    }

    @Test
    void start_repeated_isAnsweredWithTheSameComponent() {
        script.join(1);
        long first = script.start(Scripted.function(id));
        long duringStart = script.start(Scripted.function(id));
        script.run();
        long afterStart = script.start(Scripted.function(id));

        for (long ticket : new long[] {first, duringStart, afterStart}) {
            assertThat(script.reply(ticket)).contains(new Reply.Started(id));
        }
        assertThat(script.host(id).running).hasSize(1);
    }

    @Test
    void start_withLostAnswer_isRepeatedForTheSamePlacement() {
        FakeNode node = script.join(1);
        node.isMute = true;
        long ticket = script.start(Scripted.function(id));
        script.run();
        assertThat(script.reply(ticket)).isEmpty();

        node.isMute = false;
        script.pass(Duration.ofMillis(400));

        assertThat(script.reply(ticket)).contains(new Reply.Started(id));
        assertThat(node.running).hasSize(1);
        assertThat(node.running.values()).allMatch(placement -> placement.epoch() == 1);
    }

    @Test
    void start_onUnreachableNode_goesElsewhereWithTheNextEpoch() {
        FakeNode bad = script.join(1);
        FakeNode good = script.join(2);
        bad.isUnreachable = true;

        long ticket = script.start(Scripted.function(id));
        script.pass(Duration.ofSeconds(3), good);

        assertThat(script.reply(ticket)).contains(new Reply.Started(id));
        assertThat(good.running.values()).allMatch(placement -> placement.epoch() == 2);
    }

    @Test
    void start_onUnreachableOnlyNode_isRefusedWithTheReason() {
        FakeNode bad = script.join(1);
        bad.isUnreachable = true;

        long ticket = script.start(Scripted.function(id));
        script.pass(Duration.ofSeconds(4), bad);

        assertThat(refusal(ticket).detail())
                .contains("Could not start a function instance for LID " + id + ": UNAVAILABLE");
        assertThat(script.describe().components()).isEmpty();
    }

    /// The node that did not answer may still carry out its start: no other may have that epoch.
    @Test
    void start_repeatedAfterItWasGivenUp_getsAnEpochNoNodeHasHad() {
        FakeNode bad = script.join(1);
        bad.isUnreachable = true;
        script.start(Scripted.function(id));
        script.pass(Duration.ofSeconds(4), bad);
        assertThat(script.describe().components()).isEmpty();
        script.restartFromSnapshot();
        FakeNode good = script.join(2);

        script.start(Scripted.function(id));
        script.pass(Duration.ofSeconds(1), good);

        assertThat(good.running.values())
                .containsExactly(new io.edgeless.api.model.Placement(id, 2));
    }

    @Test
    void start_manyAtOnce_areBoundedAndAllStart() {
        FakeNode node = script.join(1);
        for (int i = 0; i < 100; i++) {
            script.start(Scripted.function(Scripted.logical(i)));
        }
        assertThat(script.waiting(OrcEffect.StartOnNode.class)).hasSize(16);

        script.run();

        assertThat(node.running).hasSize(100);
    }

    @Test
    void start_carriesPlacementAndProvider() {
        script.join(1);

        script.start(Scripted.resource(id, "file-log"));

        var effect = script.waiting(OrcEffect.StartOnNode.class).getFirst();
        var spec = ((ComponentSpec.Resource) effect.spec()).spec();
        assertThat(spec.providerId()).contains("host-file-log");
        assertThat(spec.placement()).contains(new io.edgeless.api.model.Placement(id, 1));
    }

    private Refusal refusal(long ticket) {
        return ((Reply.Refused) script.reply(ticket).orElseThrow()).refusal();
    }
}
