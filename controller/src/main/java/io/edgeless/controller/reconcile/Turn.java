package io.edgeless.controller.reconcile;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.process.loop.Step;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Collects what one input leads to. Every change of the durable state goes through [#record].
final class Turn {

    private final long now;
    private final ControllerState state;
    private final List<ControllerRecord> records = new ArrayList<>();
    private final List<ControllerEffect> effects = new ArrayList<>();

    Turn(long now, ControllerState state) {
        this.now = now;
        this.state = state;
    }

    /// The feeder's monotonic clock.
    long now() {
        return now;
    }

    void record(ControllerRecord record) {
        state.apply(record);
        records.add(record);
    }

    void effect(ControllerEffect effect) {
        effects.add(effect);
    }

    void answer(long ticket, Reply reply) {
        effect(new ControllerEffect.Answer(ticket, reply));
    }

    void info(String text) {
        effect(new ControllerEffect.Note(false, Map.of(), text));
    }

    void info(WorkflowId workflow, String text) {
        effect(new ControllerEffect.Note(false, about(workflow), text));
    }

    void warn(String text) {
        effect(new ControllerEffect.Note(true, Map.of(), text));
    }

    void warn(WorkflowId workflow, String text) {
        effect(new ControllerEffect.Note(true, about(workflow), text));
    }

    /// @param component its name in the workflow
    void warn(WorkflowId workflow, String component, String text) {
        Map<String, String> fields =
                Map.of("workflow", workflow.toString(), "component", component);
        effect(new ControllerEffect.Note(true, fields, text));
    }

    private static Map<String, String> about(WorkflowId workflow) {
        return Map.of("workflow", workflow.toString());
    }

    Step<ControllerRecord, ControllerEffect> step() {
        return new Step<>(records, effects);
    }
}
