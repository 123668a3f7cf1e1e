package io.edgeless.node.agent;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.PeerUpdate;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.Refusal;
import io.edgeless.process.loop.Core;
import io.edgeless.process.loop.Step;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decides what the node runs. Each instance has one entry, from its start to its removal:
///
/// ```
/// Start ──▶ STARTING ──Launched──▶ RUNNING ──Stop──▶ STOPPING ──Halted──▶ (gone)
///              │ LaunchRefused: (gone)                  ▲
///              └──Stop: unwanted, halted once launched ─┘
/// ```
///
/// A repeat of (logical id, epoch) joins the entry that is there. A newer epoch of the same logical
/// id replaces the older one, which is halted first; an older epoch is refused. An instance is
/// recorded when it runs and before its start is answered; its removal is recorded before it is
/// halted, so that what was stopped stays stopped after a crash.
public final class AgentCore implements Core<AgentInput, AgentRecord, AgentEffect> {

    private final Map<PhysicalId, Entry> entries = new LinkedHashMap<>();
    private final Map<NodeId, PeerUpdate.Add> peers = new LinkedHashMap<>();

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
        }
    }

    @Override
    public List<AgentRecord> snapshot() {
        List<AgentRecord> records = new ArrayList<>();
        peers.values().forEach(peer -> records.add(new AgentRecord.PeersChanged(peer)));
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
            case AgentInput.Recover() -> recover(out);
            case AgentInput.Start start -> start(start, out);
            case AgentInput.Stop(long ticket, PhysicalId id) -> stop(ticket, id, out);
            case AgentInput.ApplyPatch(long ticket, Patch patch) -> patch(ticket, patch, out);
            case AgentInput.ChangePeers(long ticket, PeerUpdate update) ->
                    changePeers(ticket, update, out);
            case AgentInput.Reset(long ticket) -> reset(ticket, out);
            case AgentInput.Launched(PhysicalId id) ->
                    find(id).ifPresent(entry -> launched(entry, out));
            case AgentInput.LaunchRefused(PhysicalId id, Refusal refusal) ->
                    find(id).ifPresent(entry -> refused(entry, refusal, out));
            case AgentInput.Halted(PhysicalId id) ->
                    find(id).ifPresent(entry -> halted(entry, out));
        }
        return new Step<>(out.records, out.effects);
    }

    private Optional<Entry> find(PhysicalId id) {
        return Optional.ofNullable(entries.get(id));
    }

    private void recover(Out out) {
        peers.values().forEach(peer -> out.effects.add(new AgentEffect.SetPeers(peer)));
        for (Entry entry : entries.values()) {
            out.effects.add(new AgentEffect.Launch(entry.id, entry.spec));
        }
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
        out.effects.add(new AgentEffect.Launch(entry.id, entry.spec));
    }

    /// A start meets an entry of the same logical id.
    private static void meet(Entry entry, AgentInput.Start start, Out out) {
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
            entry.successor.ifPresent(
                    older -> out.refuse(older.ticket(), "replaced by epoch " + wanted));
            entry.successor = Optional.of(start);
            halt(entry, out);
        } else if (entry.unwanted || entry.phase == Entry.Phase.STOPPING) {
            out.refuse(start.ticket(), "epoch " + wanted + " is being stopped");
        } else if (entry.phase == Entry.Phase.STARTING) {
            entry.startTickets.add(start.ticket());
        } else {
            out.answer(start.ticket(), new AgentAnswer.Started(entry.id));
        }
    }

    private void launched(Entry entry, Out out) {
        if (entry.phase != Entry.Phase.STARTING) {
            return;
        }
        entry.phase = Entry.Phase.RUNNING;
        if (entry.unwanted) {
            entry.startTickets.forEach(
                    ticket -> out.refuse(ticket, "it was stopped while it was starting"));
            entry.startTickets.clear();
            halt(entry, out);
            return;
        }
        if (!entry.recorded) {
            entry.recorded = true;
            out.records.add(new AgentRecord.Accepted(entry.id, entry.spec));
            entry.patch.ifPresent(
                    patch -> out.records.add(new AgentRecord.Patched(entry.id, patch)));
        }
        entry.patch.ifPresent(
                patch -> out.effects.add(new AgentEffect.SetChannels(entry.id, patch)));
        entry.startTickets.forEach(ticket -> out.answer(ticket, new AgentAnswer.Started(entry.id)));
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
            out.answer(ticket, new AgentAnswer.Unknown(id));
            return;
        }
        entry.stopTickets.add(ticket);
        halt(entry, out);
    }

    private void reset(long ticket, Out out) {
        for (Entry entry : List.copyOf(entries.values())) {
            halt(entry, out);
        }
        out.answer(ticket, new AgentAnswer.Done());
    }

    private static void halt(Entry entry, Out out) {
        entry.unwanted = true;
        forget(entry, out);
        if (entry.phase == Entry.Phase.RUNNING) {
            entry.phase = Entry.Phase.STOPPING;
            out.effects.add(new AgentEffect.Halt(entry.id));
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
        out.done(entry.stopTickets);
        entry.successor.ifPresent(start -> launch(start, out));
    }

    // ---- channels and peers -----------------------------------------------------------------

    private void patch(long ticket, Patch patch, Out out) {
        PhysicalId id = new PhysicalId(patch.component());
        Entry entry = entries.get(id);
        if (entry == null || entry.unwanted) {
            out.answer(ticket, new AgentAnswer.Unknown(id));
            return;
        }
        entry.patch = Optional.of(patch);
        if (entry.recorded) {
            out.records.add(new AgentRecord.Patched(id, patch));
        }
        if (entry.phase == Entry.Phase.RUNNING) {
            out.effects.add(new AgentEffect.SetChannels(id, patch));
        }
        out.answer(ticket, new AgentAnswer.Done());
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
