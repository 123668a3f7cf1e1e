package io.edgeless.dataplane.link;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.world.Clock;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What may be under way to one peer, waiting on this side included: bounded in events and bytes,
/// in all and for each sender, and nothing while the peer seems to be gone. Safe for concurrent
/// use.
final class Window {

    /// As much as the mailbox of one instance takes; and no more rpcs than a connection may carry.
    private static final int EVENTS_MAX = 1_024;

    private static final long BYTES_MAX = 16L << 20;

    /// Some senders can never keep the others from sending.
    private static final int SENDER_EVENTS_MAX = EVENTS_MAX / 4;

    private static final long SENDER_BYTES_MAX = BYTES_MAX / 2;

    /// Answers find room where questions do not: their callers wait for them.
    private static final int REPLY_FACTOR = 2;

    /// How often an event may try whether a peer that is down has come back.
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);

    private final Clock clock;

    @GuardedBy("this")
    private final Map<InstanceId, Load> senders = new HashMap<>();

    @GuardedBy("this")
    private final Load all = new Load();

    @GuardedBy("this")
    private boolean isDown;

    @GuardedBy("this")
    private long probeNanos;

    @GuardedBy("this")
    private boolean isClosed;

    /// What is under way.
    private static final class Load {
        private int events;
        private long bytes;

        void add(int size) {
            events++;
            bytes += size;
        }

        void subtract(int size) {
            events--;
            bytes -= size;
        }

        boolean hasRoom(int size, int eventsMax, long bytesMax) {
            return events < eventsMax && (events == 0 || bytes + size <= bytesMax);
        }
    }

    Window(Clock clock) {
        this.clock = clock;
    }

    /// Lets an event in, or says why not.
    synchronized Links.Sent admit(Parcel parcel) {
        if (isClosed) {
            return Links.Sent.NO_PEER;
        }
        int size = parcel.bytes();
        InstanceId source = parcel.event().source();
        Load own = senders.get(source);
        int factor = parcel.event().kind().isReply() ? REPLY_FACTOR : 1;
        if (!all.hasRoom(size, factor * EVENTS_MAX, factor * BYTES_MAX)
                || (own != null
                        && !own.hasRoom(
                                size, factor * SENDER_EVENTS_MAX, factor * SENDER_BYTES_MAX))) {
            return Links.Sent.FULL;
        }
        if (isDown) {
            if (clock.nanos() - probeNanos < 0) {
                return Links.Sent.DOWN;
            }
            probeNanos = clock.nanos() + PROBE_INTERVAL.toNanos();
        }
        all.add(size);
        if (own == null) {
            own = new Load();
            senders.put(source, own);
        }
        own.add(size);
        return Links.Sent.SENT;
    }

    /// An event that was let in is no longer under way. Events wait for the connection, so that
    /// only a peer that cannot be reached, or does not answer, lets their time run out.
    synchronized void release(Parcel parcel, Optional<RpcException> failure) {
        int size = parcel.bytes();
        InstanceId source = parcel.event().source();
        all.subtract(size);
        Load own = senders.get(source);
        if (own != null) {
            own.subtract(size);
            if (own.events == 0) {
                senders.remove(source);
            }
        }
        boolean timedOut =
                failure.isPresent() && failure.get().code() == RpcException.Code.DEADLINE_EXCEEDED;
        if (timedOut && !isDown) {
            probeNanos = clock.nanos() + PROBE_INTERVAL.toNanos();
        }
        isDown = timedOut;
    }

    /// The peer lives: what it is sent next may wait for the connection.
    synchronized void heard() {
        isDown = false;
    }

    /// Lets nothing in any more.
    synchronized void close() {
        isClosed = true;
    }
}
