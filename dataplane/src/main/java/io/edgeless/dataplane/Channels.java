package io.edgeless.dataplane;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.api.id.InstanceId;
import io.edgeless.world.Timers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Where the output channels of one instance lead. Until the first patch, casts to channels are
/// held, because patches come after all starts; then they are sent in their order. Safe for
/// concurrent use.
final class Channels {

    private static final int HELD_EVENTS_MAX = 64;
    private static final int HELD_BYTES_MAX = 256 << 10;
    private static final Duration HELD_FOR = Duration.ofSeconds(10);

    /// @param alias the channel it was cast to
    record Held(String alias, byte[] payload) {}

    /// What to do with an event for a channel.
    sealed interface Route {

        record To(InstanceId target) implements Route {}

        /// Kept until the first patch.
        record Kept() implements Route {}

        /// Too many are kept.
        record Full() implements Route {}

        record Unknown() implements Route {}
    }

    private final Timers timers;
    private final Drops drops;

    /// Replaced by each patch; read for every event.
    private volatile Map<String, InstanceId> targets = Map.of();

    /// Whether casts to unknown channels are ignored instead of held.
    private volatile boolean settled;

    @GuardedBy("this")
    private final List<Held> held = new ArrayList<>();

    @GuardedBy("this")
    private int heldBytes;

    @GuardedBy("this")
    private Optional<Timers.Timer> expiry = Optional.empty();

    Channels(Timers timers, Drops drops) {
        this.timers = timers;
        this.drops = drops;
    }

    Optional<InstanceId> target(String alias) {
        return Optional.ofNullable(targets.get(alias));
    }

    /// Where a cast goes; keeps it if it comes before the first patch and there is room.
    Route route(String alias, byte[] payload) {
        InstanceId target = targets.get(alias);
        if (target != null) {
            return new Route.To(target);
        }
        return settled ? new Route.Unknown() : hold(new Held(alias, payload));
    }

    private synchronized Route hold(Held cast) {
        InstanceId target = targets.get(cast.alias());
        if (target != null) {
            return new Route.To(target);
        }
        if (settled) {
            return new Route.Unknown();
        }
        if (held.size() == HELD_EVENTS_MAX || heldBytes + cast.payload().length > HELD_BYTES_MAX) {
            return new Route.Full();
        }
        if (expiry.isEmpty()) {
            expiry = Optional.of(timers.schedule(HELD_FOR, this::giveUp));
        }
        held.add(cast);
        heldBytes += cast.payload().length;
        return new Route.Kept();
    }

    private synchronized void giveUp() {
        settled = true;
        held.forEach(cast -> drops.count(DropReason.NEVER_PATCHED));
        held.clear();
    }

    /// Puts new channels in force.
    ///
    /// @param sender sends the casts that were held, before any other thread can cast to them; must
    ///   not block
    synchronized void patch(Map<String, InstanceId> fresh, BiConsumer<InstanceId, byte[]> sender) {
        if (!settled) {
            expiry.ifPresent(Timers.Timer::cancel);
            held.forEach(cast -> release(cast, fresh, sender));
            held.clear();
        }
        targets = Map.copyOf(fresh);
        settled = true;
    }

    private void release(
            Held cast, Map<String, InstanceId> fresh, BiConsumer<InstanceId, byte[]> sender) {
        InstanceId target = fresh.get(cast.alias());
        if (target == null) {
            drops.count(DropReason.UNKNOWN_CHANNEL);
        } else {
            sender.accept(target, cast.payload());
        }
    }

    /// Nothing is held any more.
    synchronized void close() {
        expiry.ifPresent(Timers.Timer::cancel);
        giveUp();
    }
}
