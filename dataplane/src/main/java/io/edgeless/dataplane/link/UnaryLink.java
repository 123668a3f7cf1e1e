package io.edgeless.dataplane.link;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.model.Event;
import io.edgeless.api.rpc.InvocationClient;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.dataplane.run.Room;
import io.edgeless.world.Clock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The way to one node by the unary rpc of v1.2. Events of one sender to one target form a line:
/// the next leaves when the peer has taken the one before, so that they arrive in their order,
/// whatever the peer does with rpcs that run at the same time. Lines do not wait for each other.
/// What is under way, waiting in lines included, is bounded in events and bytes, in all and for
/// each sender.
///
/// Senders and the threads of the transport meet under the lock, which nobody holds while sending.
final class UnaryLink {

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

    private final String url;
    private final InvocationClient client;
    private final long timeoutNanos;
    private final Clock clock;
    private final Room room = new Room();

    @GuardedBy("this")
    private final Map<Pair, Line> lines = new HashMap<>();

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

    private record Pair(InstanceId source, InstanceId target) {}

    /// @param expiryNanos when it is too late to send it, by the clock
    private record Waiting(Event event, Consumer<RpcException> lost, long expiryNanos) {}

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

    UnaryLink(String url, InvocationClient client, Duration timeout, Clock clock) {
        this.url = url;
        this.client = client;
        this.timeoutNanos = timeout.toNanos();
        this.clock = clock;
    }

    String url() {
        return url;
    }

    /// Told whenever an event is no longer under way.
    Room room() {
        return room;
    }

    /// The peer lives: what it is sent next may wait for the connection.
    synchronized void heard() {
        isDown = false;
    }

    /// What waits is lost, and nothing more is taken.
    synchronized void close() {
        isClosed = true;
    }

    /// Sends without waiting.
    Links.Sent send(Event event, Consumer<RpcException> lost) {
        Pair pair = new Pair(event.source(), event.target());
        Waiting waiting = new Waiting(event, lost, clock.nanos() + timeoutNanos);
        Line line;
        synchronized (this) {
            Links.Sent refusal = refusal(event);
            if (refusal != Links.Sent.SENT) {
                return refusal;
            }
            int size = event.payload().length;
            all.add(size);
            senders.computeIfAbsent(event.source(), _ -> new Load()).add(size);
            line = lines.computeIfAbsent(pair, Line::new);
            line.add(waiting);
        }
        line.pump();
        return Links.Sent.SENT;
    }

    @GuardedBy("this")
    private Links.Sent refusal(Event event) {
        if (isClosed) {
            return Links.Sent.NO_PEER;
        }
        int factor = event.kind().isReply() ? REPLY_FACTOR : 1;
        int size = event.payload().length;
        Load own = senders.getOrDefault(event.source(), new Load());
        if (!all.hasRoom(size, factor * EVENTS_MAX, factor * BYTES_MAX)
                || !own.hasRoom(size, factor * SENDER_EVENTS_MAX, factor * SENDER_BYTES_MAX)) {
            return Links.Sent.FULL;
        }
        if (isDown) {
            if (clock.nanos() - probeNanos < 0) {
                return Links.Sent.DOWN;
            }
            probeNanos = clock.nanos() + PROBE_INTERVAL.toNanos();
        }
        return Links.Sent.SENT;
    }

    /// An event is no longer under way.
    private void ended(Waiting sent, Optional<RpcException> failure) {
        synchronized (this) {
            int size = sent.event().payload().length;
            all.subtract(size);
            InstanceId source = sent.event().source();
            Load own = senders.get(source);
            if (own != null) {
                own.subtract(size);
                if (own.events == 0) {
                    senders.remove(source);
                }
            }
            noteHealth(failure);
        }
        failure.ifPresent(sent.lost());
        room.changed();
    }

    /// Events wait for the connection, so that only a peer that cannot be reached, or does not
    /// answer, lets their time run out.
    @GuardedBy("this")
    private void noteHealth(Optional<RpcException> failure) {
        boolean timedOut =
                failure.filter(e -> e.code() == RpcException.Code.DEADLINE_EXCEEDED).isPresent();
        if (timedOut && !isDown) {
            probeNanos = clock.nanos() + PROBE_INTERVAL.toNanos();
        }
        isDown = timedOut;
    }

    private final class Line {

        private final Pair pair;

        /// Only under the lock of the link.
        private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

        /// An event is with the peer, or about to be.
        @GuardedBy("UnaryLink.this")
        private boolean isBusy;

        /// A thread is in [#pump()]; answers that come meanwhile leave the next event to it, so
        /// that no stack grows with the line.
        @GuardedBy("UnaryLink.this")
        private boolean isPumping;

        Line(Pair pair) {
            this.pair = pair;
        }

        void add(Waiting last) {
            waiting.add(last);
        }

        /// Sends the next event unless one is with the peer.
        void pump() {
            for (Waiting next = begin(); next != null; next = goOn()) {
                transmit(next);
            }
        }

        private @Nullable Waiting begin() {
            synchronized (UnaryLink.this) {
                return isPumping ? null : take();
            }
        }

        private @Nullable Waiting goOn() {
            synchronized (UnaryLink.this) {
                isPumping = false;
                return take();
            }
        }

        @GuardedBy("UnaryLink.this")
        private @Nullable Waiting take() {
            if (isBusy) {
                return null;
            }
            Waiting next = waiting.poll();
            if (next == null) {
                lines.remove(pair, this);
                return null;
            }
            isBusy = true;
            isPumping = true;
            return next;
        }

        private void transmit(Waiting next) {
            Optional<RpcException> late = tooLate(next);
            if (late.isPresent()) {
                done(next, late);
            } else {
                start(next);
            }
        }

        private void start(Waiting next) {
            client.handleAsync(
                    next.event(),
                    failure -> {
                        done(next, failure);
                        pump();
                    });
        }

        private Optional<RpcException> tooLate(Waiting next) {
            synchronized (UnaryLink.this) {
                if (isClosed) {
                    return Optional.of(
                            new RpcException(
                                    RpcException.Code.UNAVAILABLE, url + " is no peer any more"));
                }
            }
            return clock.nanos() - next.expiryNanos() > 0
                    ? Optional.of(
                            new RpcException(
                                    RpcException.Code.DEADLINE_EXCEEDED,
                                    url + " did not take the events before it in time"))
                    : Optional.empty();
        }

        private void done(Waiting sent, Optional<RpcException> failure) {
            ended(sent, failure);
            synchronized (UnaryLink.this) {
                isBusy = false;
            }
        }
    }
}
