package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.orchestrator.nodes.KnownNode;
import io.edgeless.orchestrator.nodes.NodeTable;
import io.edgeless.orchestrator.placement.Draw;
import io.edgeless.orchestrator.placement.Placer;
import io.edgeless.orchestrator.placement.Strategy;
import io.edgeless.process.loop.Core;
import io.edgeless.process.loop.Step;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Decides which node runs what. Desired state comes in as requests and is recorded; what the nodes
/// report and answer comes in as inputs; after each input the components it concerns are compared
/// with what they should be, and the next command of each is sent:
///
/// ```
/// accepted ──▶ placed (epoch + 1) ──▶ started ──▶ connected
///                 ▲                      │ node lost, cleared, start failed
///                 └──────────────────────┘
/// any ──▶ stopping ──▶ stopped (its id is not used again)
/// ```
///
/// All of it is level-triggered: a command whose outcome is not as wanted is sent again after a
/// pause, and a restart begins with comparing everything. A component has at most one command under
/// way.
public final class OrchestratorCore implements Core<OrcInput, OrcRecord, OrcEffect> {

    private final Domain domain = new Domain();
    private final StartSlots slots = new StartSlots();
    private final PeerMesh mesh = new PeerMesh(domain);
    private final Losses losses = new Losses(domain, mesh);
    private final Resets resets = new Resets(domain, slots);
    private final Stops stops = new Stops(domain);
    private final Patches patches = new Patches(domain);
    private final Views views = new Views(domain);
    private final Placements placements;
    private final Starts starts;
    private final RunningSets runningSets;
    private final Registrations registrations;
    private boolean isAwake;

    public OrchestratorCore(Strategy strategy) {
        placements = new Placements(domain, new Placer(strategy));
        starts = new Starts(domain, placements, slots);
        runningSets = new RunningSets(domain, starts);
        registrations = new Registrations(domain, mesh, resets, runningSets, losses);
    }

    @Override
    public void restore(OrcRecord record) {
        domain.state.apply(record);
    }

    @Override
    public List<OrcRecord> snapshot() {
        return domain.state.snapshot();
    }

    @Override
    public Step<OrcRecord, OrcEffect> step(long nowNanos, OrcInput input) {
        Turn turn = new Turn(nowNanos, draw(input), domain.state);
        placements.newTurn();
        if (!isAwake) {
            isAwake = true;
            wake(turn);
        }
        take(turn, input);
        settle(turn);
        mesh.advance(turn);
        resets.advance(turn);
        return turn.step();
    }

    private static Optional<Draw> draw(OrcInput input) {
        return switch (input) {
            case OrcInput.Start start -> Optional.of(new Draw(start.draw()));
            case OrcInput.Tick tick -> Optional.of(new Draw(tick.draw()));
            default -> Optional.empty();
        };
    }

    private void take(Turn turn, OrcInput input) {
        switch (input) {
            case OrcInput.Start start -> starts.onStart(turn, start);
            case OrcInput.Stop(long ticket, LogicalId id) -> stops.onStop(turn, ticket, id);
            case OrcInput.Connect connect -> patches.onConnect(turn, connect);
            case OrcInput.Hear hear -> registrations.onHear(turn, hear);
            case OrcInput.StartDone(Job.Start job, StartOutcome outcome) ->
                    starts.onDone(turn, job, outcome);
            case OrcInput.StopDone(Job.Stop job, CommandOutcome outcome) ->
                    stops.onDone(turn, job, outcome);
            case OrcInput.StrayStopDone(Job.StopStray job, CommandOutcome outcome) ->
                    runningSets.onStrayStopDone(job);
            case OrcInput.PatchDone(Job.Patch job, CommandOutcome outcome) ->
                    patches.onDone(turn, job, outcome);
            case OrcInput.PeersDone done ->
                    mesh.onDone(turn, done.job(), done.updates(), done.outcome());
            case OrcInput.ResetDone(Job.Reset job, CommandOutcome outcome) ->
                    resets.onDone(turn, job, outcome);
            case OrcInput.Locate(long ticket, List<LogicalId> ids) ->
                    turn.answer(ticket, views.locate(ids));
            case OrcInput.ListNodes(long ticket, DomainId id) ->
                    turn.answer(ticket, views.nodes(turn.now(), id));
            case OrcInput.Describe(long ticket) -> turn.answer(ticket, views.describe(turn.now()));
            case OrcInput.DropAll(long accepted) -> stops.onDropAll(turn, accepted);
            case OrcInput.Tick tick -> tick(turn);
        }
    }

    private void tick(Turn turn) {
        losses.onTick(turn);
        domain.touchUnsettled();
        for (LogicalId id : domain.unsettled()) {
            Stops.answerOverdue(turn, domain.of(id).stopTickets);
            Stops.answerOverdue(turn, domain.of(id).patchTickets);
        }
    }

    /// The first turn of this life: the leases of the nodes on the disk begin now, so that none is
    /// lost before it had time to report, and everything is compared again.
    private void wake(Turn turn) {
        NodeTable nodes = domain.nodes;
        domain.state.known().forEach(known -> nodes.expect(turn.now(), known));
        Set<NodeId> unknown = new TreeSet<>();
        for (Component component : List.copyOf(domain.state.components())) {
            component
                    .assignment()
                    .map(Assignment::node)
                    .filter(node -> nodes.find(node).isEmpty())
                    .ifPresent(unknown::add);
            doubtUnconfirmed(turn, component);
            domain.touch(component.logical());
        }
        unknown.forEach(node -> turn.record(new OrcRecord.NodeLost(node)));
    }

    /// A v1.2 node that was asked to start something before the crash may run it.
    private void doubtUnconfirmed(Turn turn, Component component) {
        Optional<KnownNode> asked =
                component
                        .assignment()
                        .filter(a -> a.physical().isEmpty())
                        .flatMap(a -> domain.state.known(a.node()))
                        .filter(known -> !known.reconciles());
        asked.ifPresent(known -> {
            turn.record(new OrcRecord.NodeUnclear(known.id()));
            turn.record(new OrcRecord.Unplaced(component.logical()));
        });
    }

    /// Sends the next command of each component that was touched, if one is due.
    private void settle(Turn turn) {
        Optional<LogicalId> next = domain.pollTouched();
        while (next.isPresent()) {
            advance(turn, next.get());
            next = domain.pollTouched();
        }
    }

    private void advance(Turn turn, LogicalId id) {
        Optional<Component> found = domain.state.component(id);
        if (found.isEmpty()) {
            domain.forget(id);
            return;
        }
        Component component = found.get();
        Progress progress = domain.of(id);
        if (progress.pending.isPresent()) {
            return;
        }
        if (component.stopping()) {
            stops.advance(turn, component, progress);
        } else if (component.assignment().isEmpty()) {
            placements.advance(turn, component, progress);
        } else if (component.instance().isEmpty() || progress.doubted) {
            starts.advance(turn, component, progress);
        } else if (patches.advance(turn, component, progress)) {
            domain.settled(id);
        }
    }
}
