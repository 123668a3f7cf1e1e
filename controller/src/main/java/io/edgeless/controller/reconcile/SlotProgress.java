package io.edgeless.controller.reconcile;

import io.edgeless.api.id.LogicalId;
import io.edgeless.process.loop.Backoff;

import java.util.Map;
import java.util.Optional;

/// How far one slot is; forgotten at a restart. Used by the core's thread only.
final class SlotProgress {

    /// The effect whose result has not come yet.
    enum Pending {
        NOTHING,
        START,
        PATCH
    }

    final Backoff backoff = new Backoff();
    Pending pending = Pending.NOTHING;

    /// Whether the component runs in its domain as far as the controller knows.
    boolean alive;

    /// Whether it may run although that was not confirmed.
    boolean uncertain = true;

    /// The outputs its domain has confirmed; empty before.
    Optional<Map<String, LogicalId>> outputs = Optional.empty();

    /// The outputs of the patch that is under way.
    Map<String, LogicalId> sent = Map.of();

    /// Why the last effect failed; empty when it did not.
    String problem = "";

    /// Registrations of its domain in a row that did not report it.
    int unreported;

    SlotProgress(boolean alive) {
        this.alive = alive;
    }

    boolean isReady(long now) {
        return pending == Pending.NOTHING && backoff.isOver(now);
    }

    void failed(long now, String why) {
        pending = Pending.NOTHING;
        problem = why;
        backoff.failed(now);
    }

    void succeeded() {
        pending = Pending.NOTHING;
        problem = "";
        backoff.reset();
    }
}
