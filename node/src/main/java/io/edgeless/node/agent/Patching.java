package io.edgeless.node.agent;

import io.edgeless.api.model.Patch;

import java.util.Optional;

/// The patches of an entry: tried one after the other, in the order they came, and recorded and
/// answered only when they are in force.
final class Patching {

    /// Callers wait for their answers, so more than these are a caller gone wrong.
    private static final int WAITING_MAX = 64;

    private Patching() {}

    /// Somebody wants other channels.
    static void ask(Entry entry, long ticket, Patch patch, Out out) {
        if (entry.patches.size() >= WAITING_MAX) {
            out.answer(ticket, new AgentAnswer.NotPatched("too many patches of it are waiting"));
            return;
        }
        entry.patches.addLast(new Entry.Wanted(Optional.of(ticket), patch));
        tryNext(entry, out);
    }

    /// The instance runs: what it had is put in force again, then what was asked for meanwhile.
    static void begin(Entry entry, Out out) {
        entry.patch.ifPresent(
                patch -> entry.patches.addFirst(new Entry.Wanted(Optional.empty(), patch)));
        tryNext(entry, out);
    }

    private static void tryNext(Entry entry, Out out) {
        if (entry.phase == Entry.Phase.RUNNING && !entry.isPatching && !entry.patches.isEmpty()) {
            entry.isPatching = true;
            out.effects.add(
                    new AgentEffect.SetChannels(entry.id, entry.patches.getFirst().patch()));
        }
    }

    /// The first of them was tried.
    static void tried(Entry entry, Optional<String> problem, Out out) {
        entry.isPatching = false;
        Entry.Wanted wanted = entry.patches.pollFirst();
        if (wanted == null) {
            return;
        }
        if (problem.isEmpty() && wanted.ticket().isPresent()) {
            entry.patch = Optional.of(wanted.patch());
            out.records.add(new AgentRecord.Patched(entry.id, wanted.patch()));
        }
        wanted.ticket()
                .ifPresent(ticket ->
                        out.answer(
                                ticket,
                                problem.<AgentAnswer>map(AgentAnswer.NotPatched::new)
                                        .orElseGet(AgentAnswer.Done::new)));
        tryNext(entry, out);
    }

    /// The instance goes: nobody is to wait.
    static void giveUp(Entry entry, Out out) {
        for (Entry.Wanted wanted : entry.patches) {
            wanted.ticket()
                    .ifPresent(ticket -> out.answer(ticket, new AgentAnswer.Unknown(entry.id)));
        }
        entry.patches.clear();
    }
}
