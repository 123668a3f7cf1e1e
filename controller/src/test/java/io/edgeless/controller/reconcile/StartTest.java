package io.edgeless.controller.reconcile;

import static io.edgeless.controller.reconcile.Scripted.DOMAIN;
import static io.edgeless.controller.reconcile.Scripted.OTHER;
import static io.edgeless.controller.reconcile.Scripted.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.StatePolicy;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.model.WorkflowStatus;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

class StartTest {

    private final Scripted script = new Scripted();

    @Test
    void start_withFeasibleDomain_isAnsweredWhenAllRunsAndIsPatched() {
        script.hear(DOMAIN, 1);
        long ticket = script.start(chain());

        List<Job> starts = script.takeStarts();
        assertThat(starts).extracting(Job::component).containsExactly("f", "in", "sink");
        starts.reversed().forEach(script::started);
        assertThat(script.isAnswered(ticket)).isFalse();
        var patches = script.take(ControllerEffect.PatchComponent.class);
        assertThat(patches).extracting(p -> p.job().component()).containsExactly("f", "in");
        patches.forEach(p -> script.feed(new ControllerInput.PatchDone(p.job(), Optional.empty())));

        WorkflowStatus status = script.accepted(ticket);
        assertThat(status.components())
                .extracting(ComponentStatus::name)
                .containsExactly("f", "in", "sink");
        assertThat(status.components()).allMatch(c -> c.domain().equals("domain-1"));
        assertThat(script.list()).containsExactly(status.id());
    }

    @Test
    void start_noPatchBeforeAllStarts() {
        script.hear(DOMAIN, 1);
        script.start(chain());
        List<Job> starts = script.takeStarts();
        script.started(starts.get(0));
        script.started(starts.get(1));
        assertThat(script.take(ControllerEffect.PatchComponent.class)).isEmpty();
    }

    @Test
    void start_patchTargets_areLogicalIdsWithNilNode() {
        script.hear(DOMAIN, 1);
        script.start(chain());
        List<Job> starts = script.takeStarts();
        var ownId = new LogicalId(new UUID(4, 4));
        script.feed(new ControllerInput.StartDone(starts.get(0), new StartOutcome.Started(ownId)));
        script.started(starts.get(1));
        script.started(starts.get(2));

        var patches = script.take(ControllerEffect.PatchComponent.class);
        var ofFunction = patches.get(0).patch();
        var ofIngress = patches.get(1).patch();
        assertThat(ofFunction.component()).isEqualTo(ownId.value());
        var target = new InstanceId(new NodeId(new UUID(0, 0)), new PhysicalId(ownId.value()));
        assertThat(ofIngress.outputs()).isEqualTo(Map.of("out", target));
    }

    @Test
    void start_functionSpec_hasStateAndWorkflowText() {
        script.hear(DOMAIN, 1);
        script.start(chain());
        var spec = script.take(ControllerEffect.StartFunction.class).getFirst().spec();
        assertThat(spec.state().policy()).isEqualTo(StatePolicy.NODE_LOCAL);
        assertThat(spec.state().id().value()).isEqualTo(new UUID(7, 0));
        assertThat(spec.workflow()).isEqualTo(script.list().getFirst().toString());
        assertThat(spec.placement().orElseThrow().epoch()).isEqualTo(1);
    }

    @Test
    void whatIsSaidOfAWorkflow_carriesItsId() {
        script.hear(DOMAIN, 1);
        script.take(ControllerEffect.Note.class);

        WorkflowStatus status = script.run(chain());
        script.stop(status.id());

        assertThat(script.take(ControllerEffect.Note.class))
                .hasSize(2)
                .allSatisfy(note ->
                        assertThat(note.fields())
                                .isEqualTo(Map.of("workflow", status.id().toString())));
    }

    @Test
    void start_withoutDomain_isRefusedWithReason() {
        long ticket = script.start(chain());
        assertThat(script.refusal(ticket).summary()).isEqualTo("Workflow creation failed");
        assertThat(script.refusal(ticket).detail().orElseThrow()).contains("no domain");
        assertThat(script.list()).isEmpty();
    }

    @Test
    void start_missingLabel_isRefusedNamingIt() {
        script.hear(DOMAIN, 1);
        long ticket = script.start(chain(Map.of("label_match_all", "green, blue")));
        assertThat(script.refusal(ticket).detail()).hasValue("domain domain-1 has no label blue");
    }

    @Test
    void start_refusedByOneDomainForPlacement_isTriedInTheNext() {
        script.hear(DOMAIN, 1);
        script.hear(OTHER, 1);
        long ticket = script.start(chain());
        List<Job> first = script.takeStarts();
        script.refused(first.get(0), "Could not start function run-time RUST_WASM", "no node");
        List<Job> second = script.takeStarts();
        assertThat(second).hasSize(3).noneMatch(j -> j.domain().equals(first.get(0).domain()));
        second.forEach(script::started);
        script.started(first.get(1));
        script.refused(first.get(2), "class type not found", "");
        script.settle();

        assertThat(script.accepted(ticket).components())
                .allMatch(c -> c.domain().equals(second.get(0).domain().value()));
        assertThat(script.inspect(script.list().getFirst()).components())
                .extracting(ComponentStatus::logical)
                .containsExactlyElementsOf(second.stream().map(Job::logical).toList());
    }

    @Test
    void start_refusedForTheFunctionItself_isNotTriedElsewhere() {
        script.hear(DOMAIN, 1);
        script.hear(OTHER, 1);
        long ticket = script.start(chain());
        List<Job> starts = script.takeStarts();
        script.started(starts.get(1));
        script.refused(starts.get(0), "Function instance creation request rejected", "bad wasm");
        assertThat(script.takeStarts()).isEmpty();
        assertThat(script.refusal(ticket).summary()).isEqualTo("Request rejected");
        assertThat(script.refusal(ticket).detail().orElseThrow())
                .isEqualTo(
                        "f in domain %s: Function instance creation request rejected (bad wasm)"
                                .formatted(starts.get(0).domain()));
        assertThat(script.list()).isEmpty();
        assertThat(script.take(ControllerEffect.StopComponent.class))
                .extracting(stop -> stop.removal().logical())
                .contains(starts.get(1).logical())
                .doesNotContain(starts.get(2).logical());
    }

    @Test
    void start_unreachableDomain_isTriedThreeTimesThenRefused() {
        script.hear(DOMAIN, 1);
        long ticket = script.start(chain());
        script.takeStarts().forEach(script::failed);
        for (int i = 0; i < 2; i++) {
            assertThat(script.isAnswered(ticket)).isFalse();
            script.pass(1);
            script.hear(DOMAIN, 1);
            script.takeStarts().forEach(script::failed);
        }
        assertThat(script.refusal(ticket).detail().orElseThrow()).contains("no answer from");
    }

    @Test
    void start_sameRequestIdAgain_isAnsweredWithSameWorkflow() {
        script.hear(DOMAIN, 1);
        long first = script.start(chain(), Optional.of("r1"));
        long meanwhile = script.start(chain(), Optional.of("r1"));
        script.settle();
        script.restartFromSnapshot();
        long later = script.start(chain(), Optional.of("r1"));

        assertThat(script.accepted(meanwhile)).isEqualTo(script.accepted(first));
        assertThat(script.accepted(later).id()).isEqualTo(script.accepted(first).id());
        assertThat(script.list()).hasSize(1);
    }

    @Test
    void start_idOfAnotherWorkflow_isRefused() {
        script.hear(DOMAIN, 1);
        WorkflowStatus running = script.run(chain());
        var request = new WorkflowRequest(chain(), Optional.of("other"));

        script.feed(new ControllerInput.Start(99, running.id(), List.of(), request));

        assertThat(script.refusal(99).detail().orElse("")).contains("another workflow");
        assertThat(script.takeStarts()).isEmpty();
    }

    @Test
    void start_requestIdOfStoppedWorkflow_isRefusedAlsoAfterRestart() {
        script.hear(DOMAIN, 1);
        long first = script.start(chain(), Optional.of("r1"));
        script.settle();
        script.stop(script.accepted(first).id());
        script.settle();
        script.restartFromSnapshot();
        script.hear(DOMAIN, 1);
        long again = script.start(chain(), Optional.of("r1"));
        assertThat(script.refusal(again).detail().orElseThrow()).contains("was stopped");
    }

    @Test
    void start_emptyWorkflow_runsAnywhere() {
        script.hear(DOMAIN, 1);
        long ticket = script.start(new WorkflowSpec(List.of(), List.of(), Map.of()));
        assertThat(script.accepted(ticket).components()).isEmpty();
        script.pass(3);
        assertThat(script.list()).hasSize(1);
    }

    @Test
    void start_crashBeforeTheAnswer_isUndone() {
        script.hear(DOMAIN, 1);
        script.start(chain(), Optional.of("r1"));
        List<Job> starts = script.takeStarts();
        script.started(starts.get(0));
        script.restart();
        assertThat(script.list()).isEmpty();
        script.hear(DOMAIN, 1, starts.get(0).logical());
        assertThat(script.take(ControllerEffect.StopComponent.class))
                .extracting(stop -> stop.removal().logical())
                .contains(starts.get(0).logical());
        long again = script.start(chain(), Optional.of("r1"));
        script.settle();
        assertThat(script.accepted(again).components()).hasSize(3);
    }

    /// Each component is looked up by its name many times: that must not take a walk through all.
    @Test
    void start_ofALargeWorkflow_runsAndIsConnected() {
        int size = 4_000;
        List<WorkflowResource> chain = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Map<String, String> outputs = i == 0 ? Map.of() : Map.of("out", "r" + (i - 1));
            chain.add(new WorkflowResource("r" + i, "file-log", outputs, Map.of()));
        }
        script.hear(DOMAIN, 1);

        WorkflowStatus status = script.run(new WorkflowSpec(List.of(), chain, Map.of()));
        for (int i = 0; i < 50; i++) {
            script.pass(1);
            script.hear(DOMAIN, 1, Scripted.logicals(status));
        }

        assertThat(status.components()).hasSize(size);
        assertThat(script.takeStarts()).isEmpty();
    }
}
