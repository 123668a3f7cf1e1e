package io.edgeless.controller.reconcile;

import static io.edgeless.controller.reconcile.Scripted.DOMAIN;
import static io.edgeless.controller.reconcile.Scripted.OTHER;
import static io.edgeless.controller.reconcile.Scripted.chain;
import static io.edgeless.controller.reconcile.Scripted.logicals;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.WorkflowStatus;
import io.edgeless.controller.reconcile.ControllerEffect.StopComponent;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

class MigrateTest {

    private final Scripted script = new Scripted();

    private Refusal refused(WorkflowId workflow, DomainId target, Optional<String> component) {
        return script.refusal(script.migrate(workflow, target, component));
    }

    private void stopWhatRan() {
        for (StopComponent stop : script.take(StopComponent.class)) {
            script.feed(new ControllerInput.StopDone(stop.removal(), Optional.empty()));
        }
        script.pass(1);
    }

    private DomainId otherThan(String domain) {
        return domain.equals(DOMAIN.value()) ? OTHER : DOMAIN;
    }

    @Test
    void migrate_unknownWorkflow_isRefused() {
        var id = new WorkflowId(new UUID(8, 8));
        assertThat(refused(id, DOMAIN, Optional.empty()))
                .isEqualTo(Refusal.of("Unknown workflow id", id.toString()));
    }

    @Test
    void migrate_impossible_isRefusedWithTheKnownTexts() {
        script.hear(DOMAIN, 1);
        WorkflowStatus running = script.run(chain());
        String id = running.id().toString();
        assertThat(refused(running.id(), OTHER, Optional.empty()))
                .isEqualTo(Refusal.of("Migration request cannot be satified", id));
        assertThat(refused(running.id(), DOMAIN, Optional.of("f")))
                .isEqualTo(
                        Refusal.of(
                                "Ignoring request to migrate component to the same domain",
                                "domain-1"));
        assertThat(refused(running.id(), DOMAIN, Optional.of("nobody")))
                .isEqualTo(
                        Refusal.of(
                                "Invalid component name specified in migration request", "nobody"));
        script.hear(OTHER, 1);
        assertThat(refused(running.id(), OTHER, Optional.of("f")))
                .isEqualTo(Refusal.of("Migration request cannot be satified", id));
    }

    @Test
    void migrate_wholeWorkflow_stopsThenStartsInTheTarget() {
        script.hear(DOMAIN, 1);
        script.hear(OTHER, 1);
        WorkflowStatus before = script.run(chain());
        DomainId target = otherThan(before.components().getFirst().domain());
        long ticket = script.migrate(before.id(), target, Optional.empty());
        assertThat(script.takeStarts()).isEmpty();
        stopWhatRan();
        List<Job> starts = script.takeStarts();
        assertThat(starts).hasSize(3).allMatch(job -> job.domain().equals(target));
        starts.forEach(script::started);
        script.settle();
        WorkflowStatus after = script.accepted(ticket);
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(logicals(after)).doesNotContain(logicals(before));
    }

    @Test
    void migrate_refusedByTheTarget_isReportedAndTheWorkflowRunsAgain() {
        script.hear(DOMAIN, 1);
        script.hear(OTHER, 1);
        WorkflowStatus before = script.run(chain());
        DomainId target = otherThan(before.components().getFirst().domain());
        long ticket = script.migrate(before.id(), target, Optional.empty());
        stopWhatRan();
        script.refused(script.takeStarts().getFirst(), "Resource creation rejected", "full");
        assertThat(script.refusal(ticket))
                .isEqualTo(Refusal.of("Error when migrating the workflow", before.id().toString()));
        script.pass(2);
        script.settle();
        assertThat(script.inspect(before.id()).components()).hasSize(3);
    }

    /// V1.2 refuses it: it cannot stop what runs nowhere.
    @Test
    void migrate_ofAWorkflowThatRunsNowhere_placesItInTheTarget() {
        script.hear(DOMAIN, 1);
        script.hear(OTHER, 1);
        WorkflowStatus before = script.run(chain());
        DomainId full = otherThan(before.components().getFirst().domain());
        DomainId target = otherThan(full.value());
        script.migrate(before.id(), full, Optional.empty());
        stopWhatRan();
        script.refused(script.takeStarts().getFirst(), "Resource creation rejected", "full");
        script.settle();
        assertThat(script.inspect(before.id()).components()).isEmpty();

        long ticket = script.migrate(before.id(), target, Optional.empty());
        script.settle();

        assertThat(script.accepted(ticket).components())
                .hasSize(3)
                .allMatch(component -> component.domain().equals(target.value()));
    }

    @Test
    void migrate_crashInBetween_endsInTheTarget() {
        script.hear(DOMAIN, 1);
        script.hear(OTHER, 1);
        WorkflowStatus before = script.run(chain());
        DomainId target = otherThan(before.components().getFirst().domain());
        script.migrate(before.id(), target, Optional.empty());
        script.restart();
        script.hear(DOMAIN, 1);
        script.hear(OTHER, 1);
        script.settle();
        assertThat(script.inspect(before.id()).components())
                .hasSize(3)
                .allMatch(c -> c.domain().equals(target.value()))
                .allMatch(c -> c.report().isEmpty());
    }
}
