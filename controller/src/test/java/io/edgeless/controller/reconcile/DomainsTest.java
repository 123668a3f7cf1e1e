package io.edgeless.controller.reconcile;

import static io.edgeless.controller.reconcile.Scripted.DOMAIN;
import static io.edgeless.controller.reconcile.Scripted.OTHER;
import static io.edgeless.controller.reconcile.Scripted.chain;
import static io.edgeless.controller.reconcile.Scripted.logicals;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.WorkflowStatus;
import io.edgeless.controller.reconcile.ControllerEffect.PatchComponent;
import io.edgeless.controller.reconcile.ControllerEffect.StopComponent;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

class DomainsTest {

    private static final DomainAnswer KEEP = new DomainAnswer.Accepted(false);
    private static final DomainAnswer RESET = new DomainAnswer.Accepted(true);

    private final Scripted script = new Scripted();

    @Test
    void restart_domainReportsAll_nothingIsStartedOrStopped() {
        script.hear(DOMAIN, 1);
        WorkflowStatus running = script.run(chain());
        script.restartFromSnapshot();
        assertThat(script.hear(DOMAIN, 1, logicals(running))).isEqualTo(KEEP);
        for (int i = 0; i < 10; i++) {
            script.settle();
            script.pass(2);
            script.hear(DOMAIN, 1, logicals(running));
        }
        assertThat(script.takeStarts()).isEmpty();
        assertThat(script.take(StopComponent.class)).isEmpty();
        assertThat(script.inspect(running.id()).components())
                .extracting(ComponentStatus::logical)
                .containsExactly(logicals(running));
    }

    @Test
    void report_ofUnknownComponent_isStopped() {
        script.hear(DOMAIN, 1);
        WorkflowStatus running = script.run(chain());
        LogicalId[] all = logicals(running);
        var stranger = new LogicalId(new UUID(3, 3));
        script.hear(DOMAIN, 1, all[0], all[1], all[2], stranger);
        assertThat(script.take(StopComponent.class))
                .extracting(s -> s.removal().logical())
                .containsExactly(stranger);
    }

    @Test
    void report_missingTwice_isStartedAgainUnderTheSameIdAndPatched() {
        script.hear(DOMAIN, 1);
        WorkflowStatus running = script.run(chain());
        LogicalId[] all = logicals(running);
        script.hear(DOMAIN, 1, all[1], all[2]);
        assertThat(script.takeStarts()).isEmpty();
        script.hear(DOMAIN, 1, all[1], all[2]);
        List<Job> starts = script.takeStarts();
        assertThat(starts).extracting(Job::logical).containsExactly(all[0]);
        starts.forEach(script::started);
        assertThat(script.take(PatchComponent.class))
                .extracting(p -> p.job().component())
                .containsExactly("f");
    }

    /// A patch can be under way at every report: the domain answers it late, or not at all.
    @Test
    void report_missingTwiceWhileAPatchIsUnderWay_isStartedAfterIt() {
        script.hear(DOMAIN, 1);
        WorkflowStatus running = script.run(chain());
        script.restart();
        script.hear(DOMAIN, 2);
        var patches = script.take(PatchComponent.class);
        assertThat(patches).extracting(p -> p.job().component()).containsExactly("f", "in");
        script.hear(DOMAIN, 2);
        assertThat(script.takeStarts()).extracting(Job::component).containsExactly("sink");
        patches.forEach(
                p -> script.feed(new ControllerInput.PatchDone(p.job(), Optional.of("no answer"))));
        script.pass(1);
        assertThat(script.takeStarts())
                .extracting(Job::logical)
                .containsExactly(logicals(running)[0], logicals(running)[1]);
    }

    @Test
    void restartOfOrchestrator_ofOurs_patchesAgainButRestartsNothing() {
        script.hear(DOMAIN, 1);
        WorkflowStatus running = script.run(chain());
        assertThat(script.hear(DOMAIN, 2, logicals(running))).isEqualTo(KEEP);
        assertThat(script.takeStarts()).isEmpty();
        assertThat(script.take(PatchComponent.class)).hasSize(2);
    }

    @Test
    void messages_ofAReplacedOrchestrator_doNotTouchItsSuccessor() {
        script.hear(DOMAIN, 1);
        WorkflowStatus running = script.run(chain());
        script.hear(DOMAIN, 2, logicals(running));
        script.take(PatchComponent.class);

        assertThat(script.hear(DOMAIN, 1)).isEqualTo(KEEP);
        assertThat(script.hear(DOMAIN, 1)).isEqualTo(KEEP);
        assertThat(script.hearOld(DOMAIN, 1, 0)).isEqualTo(KEEP);
        assertThat(script.hearOld(DOMAIN, 9, 0)).isEqualTo(KEEP);
        assertThat(script.take(ControllerEffect.Note.class))
                .filteredOn(note -> note.text().contains("replaced orchestrator"))
                .hasSize(4);

        assertThat(script.takeStarts()).isEmpty();
        assertThat(script.take(PatchComponent.class)).isEmpty();
        script.start(chain());
        assertThat(script.takeStarts()).as("the domain is there").hasSize(3);
    }

    @Test
    void message_ofAnOldProcessThatCameFirst_doesNotShutOutTheLivingOneForLong() {
        script.hear(DOMAIN, 2);
        WorkflowStatus running = script.run(chain());
        script.hear(DOMAIN, 1, logicals(running));
        script.pass(4);

        script.hear(DOMAIN, 2, logicals(running));
        assertThat(script.hearOld(DOMAIN, 1, 0)).isEqualTo(KEEP);
        script.start(chain());
        assertThat(script.takeStarts()).as("the domain is there").hasSize(3);
    }

    @Test
    void lostDomain_withoutAnother_keepsWorkflowAndGoesOnWhenItReturns() {
        script.hear(DOMAIN, 1);
        WorkflowStatus running = script.run(chain());
        script.pass(100);
        ComponentStatus lost = script.inspect(running.id()).components().getFirst();
        assertThat(lost.report().orElseThrow().state()).isEqualTo(InstanceState.UNKNOWN);
        assertThat(lost.report().orElseThrow().detail()).contains("not been heard of");
        script.hear(DOMAIN, 1, logicals(running));
        script.pass(1);
        assertThat(script.takeStarts()).isEmpty();
        assertThat(script.take(StopComponent.class)).isEmpty();
    }

    @Test
    void lostDomain_withAnother_isReplacedAfterTheGraceAndStoppedOnReturn() {
        script.hear(DOMAIN, 1);
        WorkflowStatus running = script.run(chain());
        for (int i = 0; i < 34; i++) {
            script.pass(1);
            script.hear(OTHER, 1);
            assertThat(script.takeStarts()).isEmpty();
        }
        script.pass(5);
        List<Job> starts = script.takeStarts();
        assertThat(starts).hasSize(3).allMatch(job -> job.domain().equals(OTHER));
        starts.forEach(script::started);
        script.settle();
        assertThat(script.inspect(running.id()).components())
                .allMatch(c -> c.domain().equals("domain-2"));

        script.hear(DOMAIN, 1, logicals(running));
        assertThat(script.take(StopComponent.class))
                .extracting(s -> s.removal().logical())
                .containsExactlyInAnyOrder(logicals(running));
        assertThat(script.takeStarts()).isEmpty();
    }

    @Test
    void replacement_keepsTheStateId() {
        script.hear(DOMAIN, 1);
        script.start(chain());
        var first = script.take(ControllerEffect.StartFunction.class).getFirst();
        script.started(first.job());
        script.settle();
        for (int i = 0; i < 40; i++) {
            script.pass(1);
            script.hear(OTHER, 1);
        }
        var second = script.take(ControllerEffect.StartFunction.class).getFirst();
        assertThat(second.spec().state()).isEqualTo(first.spec().state());
        assertThat(second.job().logical()).isNotEqualTo(first.job().logical());
    }

    @Test
    void oldDomain_new_isResetAndUsedFromItsNextRegistration() {
        assertThat(script.hearOld(DOMAIN, 1, 100)).isEqualTo(RESET);
        long ticket = script.start(chain());
        assertThat(script.takeStarts()).isEmpty();
        assertThat(script.hearOld(DOMAIN, 1, 102)).isEqualTo(KEEP);
        script.pass(1);
        script.settle();
        assertThat(script.accepted(ticket).components()).allMatch(c -> c.report().isEmpty());
    }

    @Test
    void oldDomain_afterControllerRestart_isNotReset() {
        WorkflowStatus running = runInOldDomain();
        script.restartFromSnapshot();
        assertThat(script.hearOld(DOMAIN, 1, 104)).isEqualTo(KEEP);
        script.pass(3);
        assertThat(script.takeStarts()).isEmpty();
        assertThat(script.list()).containsExactly(running.id());
    }

    private WorkflowStatus runInOldDomain() {
        script.hearOld(DOMAIN, 1, 100);
        script.pass(1);
        script.hearOld(DOMAIN, 1, 102);
        return script.run(chain());
    }

    @Test
    void oldDomain_restarted_isResetAndItsWorkflowsStartedAfterIt() {
        WorkflowStatus running = runInOldDomain();
        assertThat(script.hearOld(DOMAIN, 2, 104)).isEqualTo(RESET);
        assertThat(script.takeStarts()).isEmpty();
        script.pass(1);
        assertThat(script.hearOld(DOMAIN, 2, 106)).isEqualTo(KEEP);
        script.pass(1);
        assertThat(script.takeStarts()).hasSize(3);
        assertThat(script.take(StopComponent.class)).isEmpty();
        assertThat(script.list()).containsExactly(running.id());
    }

    @Test
    void oldDomain_startWithUnknownOutcome_isResetAtNextRegistration() {
        runInOldDomain();
        script.start(chain());
        script.takeStarts().forEach(script::failed);
        assertThat(script.hearOld(DOMAIN, 1, 104)).isEqualTo(RESET);
        assertThat(script.hearOld(DOMAIN, 1, 106)).isEqualTo(KEEP);
    }

    @Test
    void oldDomain_deadlineInThePast_leaves() {
        runInOldDomain();
        assertThat(script.hearOld(DOMAIN, 1, 50)).isEqualTo(KEEP);
        long ticket = script.start(chain());
        assertThat(script.refusal(ticket).summary()).isEqualTo("Workflow creation failed");
    }

    /// The others of the workflow could come after the reset, and would never be stopped.
    @Test
    void oldDomain_unclearWhileItStartsSomething_isResetWhenThatIsOver() {
        script.hearOld(DOMAIN, 1, 100);
        script.hearOld(DOMAIN, 1, 102);
        script.start(chain());
        List<Job> starts = script.takeStarts();
        script.failed(starts.getFirst());

        assertThat(script.hearOld(DOMAIN, 1, 104)).isEqualTo(KEEP);
        script.pass(1);
        assertThat(script.takeStarts()).isEmpty();
        starts.subList(1, starts.size()).forEach(script::started);

        assertThat(script.hearOld(DOMAIN, 1, 106)).isEqualTo(RESET);
    }
}
