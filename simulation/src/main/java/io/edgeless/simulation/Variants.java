package io.edgeless.simulation;

import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.controller.reconcile.ControllerEffect;
import io.edgeless.controller.reconcile.ControllerInput;
import io.edgeless.controller.reconcile.ControllerRecord;
import io.edgeless.node.agent.ComponentSpec;
import io.edgeless.orchestrator.reconcile.OrcEffect;
import io.edgeless.orchestrator.reconcile.OrcInput;
import io.edgeless.orchestrator.reconcile.OrcRecord;
import io.edgeless.process.loop.Core;
import io.edgeless.process.loop.Step;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What the armed variant changes between a core and the rest: the cores themselves stay as they
/// are.
final class Variants {

    private Variants() {}

    /// The core, or one whose snapshots are not whole.
    static Core<OrcInput, OrcRecord, OrcEffect> disguise(
            Setting setting, Core<OrcInput, OrcRecord, OrcEffect> core) {
        return switch (setting.variant()) {
            case SNAPSHOT_WITHOUT_EPOCHS ->
                    new Forgetful<>(core, r -> !(r instanceof OrcRecord.Placed));
            default -> core;
        };
    }

    /// The same for the controller.
    static Core<ControllerInput, ControllerRecord, ControllerEffect> disguiseController(
            Setting setting, Core<ControllerInput, ControllerRecord, ControllerEffect> core) {
        return switch (setting.variant()) {
            case SNAPSHOT_WITHOUT_WORKFLOWS ->
                    new Forgetful<>(core, r -> !(r instanceof ControllerRecord.Established));
            default -> core;
        };
    }

    /// What a node is sent to start.
    static ComponentSpec sent(Setting setting, ComponentSpec spec) {
        return switch (setting.variant()) {
            case EPOCH_NOT_RAISED -> placed(spec, spec.placement().map(p -> first(p)));
            case REPEATED_START_IS_NEW -> placed(spec, Optional.empty());
            default -> spec;
        };
    }

    private static Placement first(Placement placement) {
        return new Placement(placement.logical(), 1);
    }

    private static ComponentSpec placed(ComponentSpec spec, Optional<Placement> placement) {
        return switch (spec) {
            case ComponentSpec.Function(FunctionSpec f) ->
                    new ComponentSpec.Function(
                            new FunctionSpec(
                                    f.code(), f.annotations(), f.state(), f.workflow(), placement));
            case ComponentSpec.Resource(ResourceSpec r) ->
                    new ComponentSpec.Resource(
                            new ResourceSpec(
                                    r.classType(),
                                    r.configuration(),
                                    r.workflow(),
                                    placement,
                                    r.providerId()));
        };
    }

    /// Leaves records out of its snapshots.
    private record Forgetful<I, R, E>(Core<I, R, E> core, Predicate<R> isKept)
            implements Core<I, R, E> {

        @Override
        public void restore(R record) {
            core.restore(record);
        }

        @Override
        public List<R> snapshot() {
            return core.snapshot().stream().filter(isKept).toList();
        }

        @Override
        public Step<R, E> step(long nowNanos, I input) {
            return core.step(nowNanos, input);
        }
    }
}
