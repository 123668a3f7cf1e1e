package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.orchestrator.placement.Candidate;
import io.edgeless.orchestrator.placement.Choice;
import io.edgeless.orchestrator.placement.Draw;
import io.edgeless.orchestrator.placement.Placer;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds a node for what runs nowhere. Each placement gets an epoch one higher than the last and is
/// recorded before its node hears of it. Used by the core's thread only.
final class Placements {

    /// One placement looks at every node; this keeps a turn short in a domain of a thousand.
    private static final int PLACED_PER_TURN_MAX = 256;

    private final Domain domain;
    private final Placer placer;
    private int placedInTurn;

    Placements(Domain domain, Placer placer) {
        this.domain = domain;
        this.placer = placer;
    }

    void newTurn() {
        placedInTurn = 0;
    }

    Optional<Choice> choose(ComponentSpec spec, Set<NodeId> avoid, Draw draw) {
        return choose(spec, without(avoid, domain.nodes.candidates()), draw)
                .or(() -> choose(spec, without(avoid, domain.nodes.lastResort()), draw));
    }

    private Optional<Choice> choose(ComponentSpec spec, List<Candidate> candidates, Draw draw) {
        return switch (spec) {
            case ComponentSpec.Function(FunctionSpec f) -> placer.place(f, candidates, draw);
            case ComponentSpec.Resource(ResourceSpec r) -> placer.place(r, candidates, draw);
        };
    }

    private static List<Candidate> without(Set<NodeId> avoid, List<Candidate> candidates) {
        return avoid.isEmpty()
                ? candidates
                : candidates.stream().filter(c -> !avoid.contains(c.id())).toList();
    }

    /// Decides where the component runs next.
    void put(Turn turn, LogicalId id, Choice choice) {
        long epoch = domain.state.component(id).map(Component::epoch).orElse(0L) + 1;
        turn.record(new OrcRecord.Placed(id, choice.node(), choice.provider(), epoch));
        domain.touch(id);
        domain.touchNeighbours(id);
        turn.domainChanged();
    }

    /// Places a component that runs nowhere, when it is due and the input brought randomness.
    void advance(Turn turn, Component component, Progress progress) {
        Optional<Draw> draw = turn.draw();
        if (draw.isEmpty()
                || !progress.backoff.isOver(turn.now())
                || placedInTurn >= PLACED_PER_TURN_MAX) {
            return;
        }
        placedInTurn++;
        Optional<Choice> choice = choose(component.spec(), progress.avoid, draw.get());
        if (choice.isEmpty() && component.established() && !progress.avoid.isEmpty()) {
            progress.avoid.clear();
            choice = choose(component.spec(), Set.of(), draw.get());
        }
        choice.ifPresentOrElse(
                found -> put(turn, component.logical(), found),
                () -> noNode(turn, component, progress));
    }

    private void noNode(Turn turn, Component component, Progress progress) {
        Refusal none = Texts.noNode(component.spec());
        if (!component.established()) {
            turn.refuse(progress.startTickets, progress.problem.orElse(none));
            turn.record(new OrcRecord.Dropped(component.logical()));
            domain.forget(component.logical());
            return;
        }
        failed(turn, component, progress, none);
    }

    /// Notes why a component does not run, and when to try again.
    static void failed(Turn turn, Component component, Progress progress, Refusal why) {
        if (!progress.problem.equals(Optional.of(why))) {
            turn.warn(
                    "component %s of workflow %s does not run and is tried again: %s"
                            .formatted(
                                    component.logical(), component.spec().workflow(), why.text()));
        }
        progress.problem = Optional.of(why);
        progress.backoff.failed(turn.now());
        turn.domainChanged();
    }
}
