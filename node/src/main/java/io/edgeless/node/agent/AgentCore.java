package io.edgeless.node.agent;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.PeerUpdate;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.Refusal;
import io.edgeless.process.loop.Core;
import io.edgeless.process.loop.Step;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Decides what the node runs. Each instance has one entry, from its start to its removal:
///
/// ```
/// Start ──▶ STARTING ──Launched──▶ RUNNING ──Stop──▶ STOPPING ──Halted──▶ (gone)
///   ▼         ▲│ LaunchRefused: (gone)                  ▲
/// HELD ───────┘└──Stop: unwanted, halted once launched ─┘
/// ```
///
/// A repeat of (logical id, epoch) joins the entry that is there. A newer epoch of the same logical
/// id replaces the older one, which is halted first; an older epoch is refused. An instance is
/// recorded when it runs and before its start is answered; its removal is recorded before it is
/// halted, so that what was stopped stays stopped after a crash.
///
/// A stopped function takes its saved state with it, after a grace and unless it runs here again by
/// then; a start that comes while the state is being deleted is held until it is gone, and refused
/// if it cannot be deleted. Reset leaves states alone: an orchestrator of v1.2 sends it to every
/// node that registers, and then starts what was there.
public final class AgentCore implements Core<AgentInput, AgentRecord, AgentEffect> {

    private static final String STOPPED = "it was stopped while it was starting";

    private final Map<PhysicalId, Entry> entries = new LinkedHashMap<>();
    private final Map<NodeId, PeerUpdate.Add> peers = new LinkedHashMap<>();
    private final UnneededStates states = new UnneededStates();
    private final NeededCode code = new NeededCode();

    /// What callers of reset wait for: the instances that are still being halted.
    private final Map<Long, Set<PhysicalId>> resets = new LinkedHashMap<>();

    /// The last instances that were stopped: a repeat of their stop is no mistake.
    private final Set<PhysicalId> stopped = new LinkedHashSet<>();

    /// As many as may be stopped while their callers give up and try again.
    private static final int STOPPED_MAX = 4_096;

    @Override
    public void restore(AgentRecord record) {
        switch (record) {
            case AgentRecord.Accepted(PhysicalId id, ComponentSpec spec) -> {
                Entry entry = new Entry(id, spec);
                entry.recorded = true;
                entries.put(id, entry);
            }
            case AgentRecord.Patched(PhysicalId id, Patch patch) ->
                    find(id).ifPresent(entry -> entry.patch = Optional.of(patch));
            case AgentRecord.Removed(PhysicalId id) -> entries.remove(id);
            case AgentRecord.PeersChanged(PeerUpdate update) -> remember(update);
            case AgentRecord.StateUnneeded(StateId state) -> states.restore(state, false);
            case AgentRecord.StateSettled(StateId state) -> states.restore(state, true);
        }
    }

    @Override
    public List<AgentRecord> snapshot() {
        List<AgentRecord> records = new ArrayList<>();
        peers.values().forEach(peer -> records.add(new AgentRecord.PeersChanged(peer)));
        records.addAll(states.snapshot());
        for (Entry entry : entries.values()) {
            if (entry.recorded) {
                records.add(new AgentRecord.Accepted(entry.id, entry.spec));
                entry.patch.ifPresent(
                        patch -> records.add(new AgentRecord.Patched(entry.id, patch)));
            }
        }
        return records;
    }

    @Override
    public Step<AgentRecord, AgentEffect> step(long nowNanos, AgentInput input) {
        Out out = new Out();
        switch (input) {
            case AgentInput.Recover(long ticket) -> recover(ticket, out);
            case AgentInput.Start start -> start(start, out);
            case AgentInput.Stop(long ticket, PhysicalId id) -> stop(ticket, id, out);
            case AgentInput.ApplyPatch(long ticket, Patch patch) -> patch(ticket, patch, out);
            case AgentInput.ChangePeers(long ticket, PeerUpdate update) ->
                    changePeers(ticket, update, out);
            case AgentInput.Reset(long ticket) -> reset(ticket, out);
            case AgentInput.OrchestratorLost() -> stopDisconnected(out);
            case AgentInput.Launched(PhysicalId id) ->
                    find(id).ifPresent(entry -> launched(entry, out));
            case AgentInput.LaunchRefused(PhysicalId id, Refusal refusal) ->
                    find(id).ifPresent(entry -> refused(entry, refusal, out));
            case AgentInput.Halted(PhysicalId id) ->
                    find(id).ifPresent(entry -> halted(entry, out));
            case AgentInput.PatchTried(PhysicalId id, Optional<String> problem) ->
                    find(id).ifPresent(entry -> Patching.tried(entry, problem, out));
            case AgentInput.StateDue(StateId state, long number) ->
                    states.graceOver(state, number, isUsed(state), out);
            case AgentInput.StateDeleted(StateId state, Optional<String> problem) ->
                    stateDeleted(state, problem, out);
        }
        return new Step<>(out.records, out.effects);
    }

    private Optional<Entry> find(PhysicalId id) {
        return Optional.ofNullable(entries.get(id));
    }

    private void recover(long ticket, Out out) {
        peers.values().forEach(peer -> out.effects.add(new AgentEffect.SetPeers(peer)));
        for (Entry entry : entries.values()) {
            out.effects.add(new AgentEffect.Launch(entry.id, entry.spec, true));
            code.restore(entry.spec);
        }
        code.tell(out);
        states.all().forEach(state -> settle(state, out));
        out.answer(ticket, new AgentAnswer.Done());
    }

    // ---- start ------------------------------------------------------------------------------

    private void start(AgentInput.Start start, Out out) {
        Optional<Entry> present =
                start.spec()
                        .placement()
                        .flatMap(wanted ->
                                entries.values().stream()
                                        .filter(e -> e.isLogical(wanted.logical()))
                                        .findFirst());
        present.ifPresentOrElse(entry -> meet(entry, start, out), () -> launch(start, out));
    }

    private void launch(AgentInput.Start start, Out out) {
        Entry entry = new Entry(start.fresh(), start.spec());
        entry.startTickets.add(start.ticket());
        entries.put(entry.id, entry);
        code.add(entry.spec, out);
        if (entry.spec.state().filter(state -> states.mustGoFirst(state, out)).isPresent()) {
            entry.phase = Entry.Phase.HELD;
        } else {
            out.effects.add(new AgentEffect.Launch(entry.id, entry.spec, false));
        }
    }

    private void stateDeleted(StateId state, Optional<String> problem, Out out) {
        states.deleted(state, problem.isEmpty(), out);
        List<Entry> held =
                entries.values().stream()
                        .filter(entry -> entry.phase == Entry.Phase.HELD && entry.uses(state))
                        .toList();
        if (problem.isEmpty()) {
            for (Entry entry : held) {
                entry.phase = Entry.Phase.STARTING;
                out.effects.add(new AgentEffect.Launch(entry.id, entry.spec, false));
            }
            return;
        }
        for (Entry entry : held) {
            refuseStarts(entry, "its state of before cannot be deleted: " + problem.get(), out);
            halted(entry, out);
        }
        if (held.isEmpty()) {
            settle(state, out);
        }
    }

    /// Whoever used it has ended or will not begin, or is only known from the log.
    private void settle(StateId state, Out out) {
        if (entries.values().stream().anyMatch(entry -> entry.recorded && entry.uses(state))) {
            states.keep(state, out);
        } else if (!isUsed(state)) {
            states.release(state, out);
        }
    }

    private boolean isUsed(StateId state) {
        return entries.values().stream().anyMatch(entry -> entry.uses(state));
    }

    /// A start meets an entry of the same logical id.
    private void meet(Entry entry, AgentInput.Start start, Out out) {
        long wanted = start.spec().placement().map(Placement::epoch).orElse(0L);
        long newest =
                entry.successor
                        .flatMap(successor -> successor.spec().placement())
                        .map(Placement::epoch)
                        .orElse(entry.epoch());
        if (wanted < newest) {
            out.refuse(
                    start.ticket(),
                    "epoch " + wanted + " is older than epoch " + newest + ", which is here");
        } else if (wanted > entry.epoch()) {
            dropSuccessor(entry, "replaced by epoch " + wanted, out);
            entry.successor = Optional.of(start);
            code.add(start.spec(), out);
            halt(entry, out);
        } else if (entry.unwanted || entry.phase == Entry.Phase.STOPPING) {
            out.refuse(start.ticket(), "epoch " + wanted + " is being stopped");
        } else if (entry.phase != Entry.Phase.RUNNING) {
            entry.startTickets.add(start.ticket());
        } else {
            out.answer(start.ticket(), new AgentAnswer.Started(entry.id));
        }
    }

    private void dropSuccessor(Entry entry, String why, Out out) {
        entry.successor.ifPresent(dropped -> {
            out.refuse(dropped.ticket(), why);
            code.remove(dropped.spec(), out);
        });
        entry.successor = Optional.empty();
    }

    private void launched(Entry entry, Out out) {
        if (entry.phase != Entry.Phase.STARTING) {
            return;
        }
        entry.phase = Entry.Phase.RUNNING;
        if (entry.unwanted) {
            refuseStarts(entry, STOPPED, out);
            halt(entry, out);
            return;
        }
        if (!entry.recorded) {
            entry.recorded = true;
            out.records.add(new AgentRecord.Accepted(entry.id, entry.spec));
        }
        entry.spec.state().ifPresent(state -> states.keep(state, out));
        entry.startTickets.forEach(ticket -> out.answer(ticket, new AgentAnswer.Started(entry.id)));
        entry.startTickets.clear();
        Patching.begin(entry, out);
    }

    private static void refuseStarts(Entry entry, String why, Out out) {
        entry.startTickets.forEach(ticket -> out.refuse(ticket, why));
        entry.startTickets.clear();
    }

    private void refused(Entry entry, Refusal refusal, Out out) {
        entry.startTickets.forEach(ticket -> out.answer(ticket, new AgentAnswer.Refused(refusal)));
        entry.startTickets.clear();
        forget(entry, out);
        halted(entry, out);
    }

    // ---- stop -------------------------------------------------------------------------------

    private void stop(long ticket, PhysicalId id, Out out) {
        Entry entry = entries.get(id);
        if (entry == null) {
            out.answer(
                    ticket,
                    stopped.contains(id) ? new AgentAnswer.Done() : new AgentAnswer.Unknown(id));
            return;
        }
        entry.stopTickets.add(ticket);
        entry.spec.state().ifPresent(state -> states.add(state, out));
        halt(entry, out);
    }

    private void reset(long ticket, Out out) {
        for (Entry entry : List.copyOf(entries.values())) {
            dropSuccessor(entry, "the node was reset", out);
            halt(entry, out);
        }
        stopped.clear();
        // Also those that are still starting, and end after that.
        resets.put(ticket, new LinkedHashSet<>(entries.keySet()));
        answerResets(out);
    }

    /// Their states stay: the orchestrator starts them again when it is back.
    private void stopDisconnected(Out out) {
        for (Entry entry : List.copyOf(entries.values())) {
            if (entry.successor.filter(next -> next.spec().stopsOnDisconnect()).isPresent()) {
                dropSuccessor(entry, "the node has lost its orchestrator", out);
            }
            if (entry.spec.stopsOnDisconnect()) {
                halt(entry, out);
            }
        }
    }

    /// Those whose instances are all gone: what is started next must not meet what ends.
    private void answerResets(Out out) {
        List<Long> done =
                resets.entrySet().stream()
                        .filter(reset -> reset.getValue().isEmpty())
                        .map(Map.Entry::getKey)
                        .toList();
        done.forEach(ticket -> {
            resets.remove(ticket);
            out.answer(ticket, new AgentAnswer.Done());
        });
    }

    private void halt(Entry entry, Out out) {
        entry.unwanted = true;
        forget(entry, out);
        Patching.giveUp(entry, out);
        if (entry.phase == Entry.Phase.RUNNING) {
            entry.phase = Entry.Phase.STOPPING;
            out.effects.add(new AgentEffect.Halt(entry.id));
        } else if (entry.phase == Entry.Phase.HELD) {
            refuseStarts(entry, STOPPED, out);
            halted(entry, out);
        }
    }

    private static void forget(Entry entry, Out out) {
        if (entry.recorded) {
            entry.recorded = false;
            out.records.add(new AgentRecord.Removed(entry.id));
        }
    }

    private void halted(Entry entry, Out out) {
        entries.remove(entry.id);
        resets.values().forEach(going -> going.remove(entry.id));
        answerResets(out);
        if (!entry.stopTickets.isEmpty()) {
            rememberStopped(entry.id);
        }
        out.done(entry.stopTickets);
        Patching.giveUp(entry, out);
        Optional<AgentInput.Start> successor = entry.successor;
        successor.ifPresent(start -> launch(start, out));
        successor.ifPresent(start -> code.remove(start.spec(), out));
        entry.spec.state().ifPresent(state -> settle(state, out));
        code.remove(entry.spec, out);
    }

    private void rememberStopped(PhysicalId id) {
        stopped.add(id);
        if (stopped.size() > STOPPED_MAX) {
            stopped.remove(stopped.iterator().next());
        }
    }

    // ---- channels and peers -----------------------------------------------------------------

    private void patch(long ticket, Patch patch, Out out) {
        PhysicalId id = new PhysicalId(patch.component());
        Entry entry = entries.get(id);
        if (entry == null || entry.unwanted) {
            out.answer(ticket, new AgentAnswer.Unknown(id));
            return;
        }
        Patching.ask(entry, ticket, patch, out);
    }

    private void changePeers(long ticket, PeerUpdate update, Out out) {
        remember(update);
        out.records.add(new AgentRecord.PeersChanged(update));
        out.effects.add(new AgentEffect.SetPeers(update));
        out.answer(ticket, new AgentAnswer.Done());
    }

    private void remember(PeerUpdate update) {
        switch (update) {
            case PeerUpdate.Add add -> peers.put(add.node(), add);
            case PeerUpdate.Remove(NodeId node) -> peers.remove(node);
            case PeerUpdate.Clear() -> peers.clear();
        }
    }
}
