package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.Refusal;
import io.edgeless.orchestrator.placement.Draw;
import io.edgeless.process.loop.Step;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Collects what one input leads to. Every change of the durable state goes through [#record].
final class Turn {

    private final long now;
    private final Optional<Draw> draw;
    private final OrcState state;
    private final List<OrcRecord> records = new ArrayList<>();
    private final List<OrcEffect> effects = new ArrayList<>();
    private boolean domainChanged;

    Turn(long now, Optional<Draw> draw, OrcState state) {
        this.now = now;
        this.draw = draw;
        this.state = state;
    }

    /// The feeder's monotonic clock.
    long now() {
        return now;
    }

    /// Randomness for placements; only some inputs bring it.
    Optional<Draw> draw() {
        return draw;
    }

    void record(OrcRecord record) {
        state.apply(record);
        records.add(record);
    }

    void effect(OrcEffect effect) {
        effects.add(effect);
    }

    void answer(long ticket, Reply reply) {
        effect(new OrcEffect.Answer(ticket, reply));
    }

    /// Answers all who wait for the start of a component.
    void refuse(List<Long> tickets, Refusal refusal) {
        tickets.forEach(ticket -> answer(ticket, new Reply.Refused(refusal)));
        tickets.clear();
    }

    /// Answers all who wait for the start of a component.
    void started(List<Long> tickets, LogicalId logical) {
        tickets.forEach(ticket -> answer(ticket, new Reply.Started(logical)));
        tickets.clear();
    }

    void info(String text) {
        effect(new OrcEffect.Note(false, text));
    }

    void warn(String text) {
        effect(new OrcEffect.Note(true, text));
    }

    /// The controller should hear of it.
    void domainChanged() {
        domainChanged = true;
    }

    Step<OrcRecord, OrcEffect> step() {
        if (domainChanged) {
            effects.add(new OrcEffect.DomainChanged());
        }
        state.unusedCode().ifPresent(used -> effects.add(new OrcEffect.RetainCode(used)));
        return new Step<>(records, effects);
    }
}
