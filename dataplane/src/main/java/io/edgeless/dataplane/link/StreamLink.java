package io.edgeless.dataplane.link;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.api.model.Event;
import io.edgeless.api.rpc.EventLinkClient;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.world.Clock;
import io.edgeless.world.Timers;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The way to one node by a stream, in batches of whatever waits. The stream is opened by the first
/// event, and again by the next one after it broke. A node that has no streams is sent its events
/// by the unary rpc from then on; those it was sent by the stream it never saw, so they go first.
///
/// Senders and the threads of the transport meet under the lock, which nobody holds while sending.
/// One thread at a time sends: a sender does so itself, but no more than its own message and one
/// with what came meanwhile; a thread made for that goes on from there.
final class StreamLink {

    private static final int BATCH_EVENTS_MAX = 256;
    private static final int BATCH_BYTES_MAX = 64 << 10;

    /// A sender leaves more than this to another thread.
    private static final int MESSAGES_OF_A_SENDER_MAX = 2;

    /// From one attempt to connect to the next: only a new stream makes a lost connection try again
    /// before gRPC would.
    private static final Duration ATTEMPT_INTERVAL = Duration.ofMillis(250);

    private final String url;
    private final EventLinkClient client;
    private final UnaryLink unary;
    private final Time time;
    private final Settling settling;
    private final Runnable pump = this::pump;

    /// Waits on this side, oldest first.
    @GuardedBy("this")
    private final ArrayDeque<Parcel> outbox = new ArrayDeque<>();

    @GuardedBy("this")
    private @Nullable Session session;

    /// When the next stream may be opened, by the clock.
    @GuardedBy("this")
    private long attemptNanos;

    /// A thread is sending, or about to look whether there is something to send.
    @GuardedBy("this")
    private boolean isPumping;

    /// A look at what takes too long is planned, as always while something is under way.
    @GuardedBy("this")
    private boolean isWatched;

    /// The next attempt to connect is planned.
    @GuardedBy("this")
    private boolean isAttemptPlanned;

    @GuardedBy("this")
    private boolean isUnary;

    @GuardedBy("this")
    private boolean isClosed;

    /// What a link needs of its world.
    record Time(Clock clock, Timers timers) {}

    /// @param url for messages
    /// @param unary used by nobody else
    StreamLink(String url, EventLinkClient client, UnaryLink unary, Time time, Settling settling) {
        this.url = url;
        this.client = client;
        this.unary = unary;
        this.time = time;
        this.settling = settling;
        this.attemptNanos = time.clock().nanos();
    }

    /// Sends without waiting.
    void send(Parcel parcel) {
        add(parcel).run();
    }

    /// Gives an event its place; it leaves when the result is run.
    private synchronized Runnable add(Parcel parcel) {
        if (isUnary) {
            return unary.add(parcel);
        }
        if (isClosed) {
            return () -> settle(List.of(parcel), gone());
        }
        outbox.add(parcel);
        watch();
        return pump;
    }

    /// What waits is lost; what is with the peer may still be answered.
    void close() {
        List<Parcel> lost;
        Session last;
        synchronized (this) {
            isClosed = true;
            unary.close();
            lost = drain(outbox);
            last = session;
        }
        if (last != null) {
            last.end();
        }
        settle(lost, gone());
    }

    // ---- sending ----------------------------------------------------------------------------

    private void pump() {
        synchronized (this) {
            if (isPumping) {
                return;
            }
            isPumping = true;
        }
        pump(MESSAGES_OF_A_SENDER_MAX);
    }

    /// Only by the thread that has set [#isPumping].
    private void pump(int stepsMax) {
        Runnable step = next();
        for (int i = 0; i < stepsMax && step != null; i++) {
            step.run();
            step = next();
        }
        if (step != null) {
            Runnable first = step;
            Thread.startVirtualThread(() -> {
                first.run();
                pump(Integer.MAX_VALUE);
            });
        }
    }

    /// What the thread that sends has to do next; null if nothing: then it sends no more.
    private synchronized @Nullable Runnable next() {
        Session current = session;
        Runnable step = null;
        if (!outbox.isEmpty()) {
            if (current != null && current.isReady()) {
                List<Event> batch = batch(current);
                step = () -> current.send(batch);
            } else if (current == null || !current.wasReady) {
                step = attempt(current);
            }
        }
        isPumping = step != null;
        return step;
    }

    @GuardedBy("this")
    private List<Event> batch(Session on) {
        on.wasReady = true;
        List<Event> batch = new ArrayList<>();
        long bytes = 0;
        for (Parcel next = outbox.peek();
                next != null
                        && batch.size() < BATCH_EVENTS_MAX
                        && (batch.isEmpty() || bytes + next.bytes() <= BATCH_BYTES_MAX);
                next = outbox.peek()) {
            outbox.remove();
            bytes += next.bytes();
            batch.add(next.event());
            on.inFlight.add(next);
        }
        return batch;
    }

    /// Opens a stream, in place of one that did not connect, unless it is too early.
    @GuardedBy("this")
    private @Nullable Runnable attempt(@Nullable Session unconnected) {
        long nowNanos = time.clock().nanos();
        if (nowNanos - attemptNanos < 0) {
            if (unconnected == null && !isAttemptPlanned) {
                isAttemptPlanned = true;
                time.timers().schedule(Duration.ofNanos(attemptNanos - nowNanos), this::attempt);
            }
            return null;
        }
        attemptNanos = nowNanos + ATTEMPT_INTERVAL.toNanos();
        Session fresh = new Session();
        session = fresh;
        return () -> {
            if (unconnected != null) {
                unconnected.cancel("it did not connect");
            }
            fresh.open();
        };
    }

    private void attempt() {
        synchronized (this) {
            isAttemptPlanned = false;
        }
        pump();
    }

    // ---- what takes too long ----------------------------------------------------------------

    /// The oldest event is the first to expire: all have the same time.
    @GuardedBy("this")
    private void watch() {
        Parcel oldest = session == null ? null : session.inFlight.peek();
        if (oldest == null) {
            oldest = outbox.peek();
        }
        if (oldest != null && !isWatched) {
            isWatched = true;
            long leftNanos = Math.max(0, oldest.expiryNanos() - time.clock().nanos());
            time.timers().schedule(Duration.ofNanos(leftNanos).plusMillis(1), this::look);
        }
    }

    /// What waits for too long is lost. If that is with the peer, the stream is given up, and all
    /// that is on it.
    private void look() {
        List<Parcel> lost = new ArrayList<>();
        Session silent = null;
        synchronized (this) {
            isWatched = false;
            long nowNanos = time.clock().nanos();
            if (session != null && isLate(session.inFlight.peek(), nowNanos)) {
                silent = session;
                session = null;
                lost.addAll(drain(silent.inFlight));
            }
            while (isLate(outbox.peek(), nowNanos)) {
                lost.add(outbox.remove());
            }
            watch();
        }
        if (silent != null) {
            silent.cancel("it does not answer");
        }
        settle(lost, failure(RpcException.Code.DEADLINE_EXCEEDED, "did not take it in time"));
        pump();
    }

    private static boolean isLate(@Nullable Parcel parcel, long nowNanos) {
        return parcel != null && nowNanos - parcel.expiryNanos() >= 0;
    }

    // ---- ends -------------------------------------------------------------------------------

    private Optional<RpcException> gone() {
        return failure(RpcException.Code.UNAVAILABLE, "is no peer any more");
    }

    private Optional<RpcException> failure(RpcException.Code code, String what) {
        return Optional.of(new RpcException(code, url + " " + what));
    }

    private void settle(List<Parcel> parcels, Optional<RpcException> failure) {
        parcels.forEach(parcel -> settling.settled(parcel, failure));
    }

    private static List<Parcel> drain(ArrayDeque<Parcel> parcels) {
        List<Parcel> all = List.copyOf(parcels);
        parcels.clear();
        return all;
    }

    /// One stream and what is on it.
    private final class Session implements EventLinkClient.Listener {

        /// Sent and not yet answered, oldest first. Only under the lock of the link.
        private final ArrayDeque<Parcel> inFlight = new ArrayDeque<>();

        /// It has been connected. Only under the lock of the link.
        private boolean wasReady;

        /// Null until it is open; written by the thread that sends.
        private volatile EventLinkClient.@Nullable Stream stream;

        void open() {
            stream = client.open(this);
            synchronized (StreamLink.this) {
                if (!isClosed) {
                    return;
                }
            }
            end();
        }

        boolean isReady() {
            EventLinkClient.Stream open = stream;
            return open != null && open.isReady();
        }

        void send(List<Event> batch) {
            EventLinkClient.Stream open = stream;
            if (open != null) {
                open.send(batch);
            }
        }

        void end() {
            EventLinkClient.Stream open = stream;
            if (open != null) {
                open.end();
            }
        }

        void cancel(String why) {
            EventLinkClient.Stream open = stream;
            if (open != null) {
                open.cancel(why);
            }
        }

        @Override
        public void ready() {
            pump();
        }

        @Override
        public void taken(int events, List<Integer> refused) {
            List<Parcel> settled = new ArrayList<>();
            boolean isTooMany;
            synchronized (StreamLink.this) {
                isTooMany = events < 0 || events > inFlight.size();
                for (int i = 0; i < events && !inFlight.isEmpty(); i++) {
                    settled.add(inFlight.remove());
                }
            }
            for (int i = 0; i < settled.size(); i++) {
                settling.settled(
                        settled.get(i),
                        refused.contains(i)
                                ? failure(RpcException.Code.INTERNAL, "refused it")
                                : Optional.empty());
            }
            if (isTooMany) {
                cancel("more answers than events");
            }
        }

        @Override
        public void closed(Optional<RpcException> failure) {
            List<Parcel> lost = new ArrayList<>();
            List<Runnable> unarySends = new ArrayList<>();
            synchronized (StreamLink.this) {
                lost.addAll(drain(inFlight));
                if (session == this) {
                    session = null;
                    if (!isAway(failure)) {
                        lost.addAll(drain(outbox));
                    }
                    if (hasNoStreams(failure) && !isClosed) {
                        isUnary = true;
                        lost.forEach(parcel -> unarySends.add(unary.add(parcel)));
                        lost.clear();
                    }
                }
            }
            settle(
                    lost,
                    failure.or(
                            () -> failure(RpcException.Code.UNAVAILABLE, "has ended its stream")));
            unarySends.forEach(Runnable::run);
            pump();
        }
    }

    /// Then what waits may leave by the next stream. Other failures would only repeat themselves.
    private static boolean isAway(Optional<RpcException> failure) {
        return failure.isEmpty() || failure.get().code() == RpcException.Code.UNAVAILABLE;
    }

    private static boolean hasNoStreams(Optional<RpcException> failure) {
        return failure.isPresent() && failure.get().code() == RpcException.Code.UNIMPLEMENTED;
    }
}
