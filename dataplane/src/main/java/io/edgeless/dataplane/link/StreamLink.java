package io.edgeless.dataplane.link;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.api.model.Event;
import io.edgeless.api.rpc.EventLinkClient;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.world.Clock;
import io.edgeless.world.Timers;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The way to one node by a stream, in batches of whatever waits. The stream is opened by the first
/// event, and again by the next one after it broke or became old. A node that has no streams is
/// sent its events by the unary rpc from then on; those it was sent by the stream it never saw, so
/// they go first.
///
/// Senders and the threads of the transport meet under the lock, which nobody holds while sending.
/// One thread at a time sends, opens and ends streams: a sender does so itself, but no more than
/// two steps, of which each may be a batch of what others left; a thread made for that goes on from
/// there.
final class StreamLink {

    private static final Logger LOGGER = LoggerFactory.getLogger(StreamLink.class);

    private static final int BATCH_EVENTS_MAX = 256;

    /// Of payloads; a single larger one has a batch of its own.
    private static final int BATCH_BYTES_MAX = 64 << 10;

    /// A sender leaves more than this to another thread.
    private static final int STEPS_OF_A_SENDER_MAX = 2;

    /// From one attempt to connect to the next: only a new stream makes a lost connection try again
    /// before gRPC would.
    private static final Duration ATTEMPT_INTERVAL = Duration.ofMillis(250);

    /// A stream stays on the connection it began on, whose certificates were checked then and may
    /// have been renewed since.
    static final Duration AGE_MAX = Duration.ofHours(1);

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
    ///
    /// @param timeout of each event on this side, and of the peer's next answer when it has some
    record Time(Clock clock, Timers timers, Duration timeout) {}

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
        synchronized (this) {
            isClosed = true;
            unary.close();
            lost = drain(outbox);
        }
        settle(lost, gone());
        pump();
    }

    // ---- sending ----------------------------------------------------------------------------

    private void pump() {
        synchronized (this) {
            if (isPumping) {
                return;
            }
            isPumping = true;
        }
        pump(STEPS_OF_A_SENDER_MAX);
    }

    /// Only by the thread that has set [#isPumping].
    private void pump(int stepsMax) {
        Runnable step = next();
        for (int i = 0; i < stepsMax && step != null; i++) {
            attempt(step);
            step = next();
        }
        if (step != null) {
            Runnable first = step;
            Thread.startVirtualThread(() -> {
                attempt(first);
                pump(Integer.MAX_VALUE);
            });
        }
    }

    /// A step that throws ends the stream, so that what is on it is settled.
    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            LOGGER.error("the link to {} failed", url, e);
            Session broken;
            synchronized (this) {
                broken = session;
            }
            if (broken != null) {
                broken.closed(failure(RpcException.Code.UNAVAILABLE, "could not be sent to: " + e));
                broken.cancel("it failed");
            }
        }
    }

    /// What the thread that sends has to do next; null if nothing: then it sends no more.
    private synchronized @Nullable Runnable next() {
        Session current = session;
        Runnable step = null;
        if (isClosed) {
            step = current == null || current.isEnding ? null : end(current);
        } else if (!outbox.isEmpty()) {
            if (current != null && current.isEnding) {
                // Its last answers come first, so that events stay in their order.
                step = null;
            } else if (current != null && current.isReady() && isOld(current)) {
                step = end(current);
            } else if (current != null && current.isReady()) {
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
    private boolean isOld(Session current) {
        return time.clock().nanos() - current.openedNanos >= AGE_MAX.toNanos();
    }

    @GuardedBy("this")
    private List<Event> batch(Session on) {
        on.wasReady = true;
        if (on.inFlight.isEmpty()) {
            on.silentSinceNanos = time.clock().nanos();
        }
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

    /// What is on the stream may still be answered, if the peer does so in time.
    @GuardedBy("this")
    private Runnable end(Session last) {
        last.isEnding = true;
        if (!last.wasReady) {
            return () -> last.cancel("it did not connect");
        }
        time.timers().schedule(time.timeout(), () -> last.cancel("it does not end"));
        return last::end;
    }

    /// Opens a stream, in place of one that did not connect, unless it is too early.
    @GuardedBy("this")
    private @Nullable Runnable attempt(@Nullable Session unconnected) {
        long nowNanos = time.clock().nanos();
        if (nowNanos - attemptNanos < 0) {
            if (unconnected == null && !isAttemptPlanned) {
                isAttemptPlanned = true;
                time.timers().schedule(Duration.ofNanos(attemptNanos - nowNanos), this::reattempt);
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

    private void reattempt() {
        synchronized (this) {
            isAttemptPlanned = false;
        }
        pump();
    }

    // ---- what takes too long ----------------------------------------------------------------

    /// Plans the next look.
    @GuardedBy("this")
    private void watch() {
        boolean awaitsAnswer = session != null && !session.inFlight.isEmpty();
        if (isWatched || (!awaitsAnswer && outbox.isEmpty())) {
            return;
        }
        isWatched = true;
        long nowNanos = time.clock().nanos();
        long leftNanos = Long.MAX_VALUE;
        if (session != null && awaitsAnswer) {
            leftNanos = session.silentSinceNanos + time.timeout().toNanos() - nowNanos;
        }
        Parcel oldest = outbox.peek();
        if (oldest != null) {
            leftNanos = Math.min(leftNanos, oldest.expiryNanos() - nowNanos);
        }
        Duration left = Duration.ofNanos(Math.max(0, leftNanos)).plusMillis(1);
        time.timers().schedule(left, this::look);
    }

    /// What waits for too long is lost; all of them have the same time, so that the oldest is the
    /// first. A stream whose peer does not answer is given up, with all that is on it.
    private void look() {
        List<Parcel> lost = new ArrayList<>();
        Session silent = null;
        synchronized (this) {
            isWatched = false;
            long nowNanos = time.clock().nanos();
            if (session != null
                    && !session.inFlight.isEmpty()
                    && nowNanos - session.silentSinceNanos >= time.timeout().toNanos()) {
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
        if (!parcels.isEmpty()) {
            parcels.forEach(parcel -> settling.settled(parcel, failure));
            settling.hasRoom();
        }
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

        private final long openedNanos = time.clock().nanos();

        /// When the peer last answered, or was sent something after it had answered everything, by
        /// the clock. Only under the lock of the link.
        private long silentSinceNanos;

        /// It has been connected. Only under the lock of the link.
        private boolean wasReady;

        /// The peer has taken events from it. Only under the lock of the link.
        private boolean wasAnswered;

        /// It has been told to end. Only under the lock of the link.
        private boolean isEnding;

        /// Null until it is open; written by the thread that sends.
        private volatile EventLinkClient.@Nullable Stream stream;

        void open() {
            stream = client.open(this);
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
            boolean isWrong;
            synchronized (StreamLink.this) {
                isWrong = events < 0 || events > inFlight.size() || refused.size() > events;
                for (int i = 0; i < events && !inFlight.isEmpty(); i++) {
                    settled.add(inFlight.remove());
                }
                silentSinceNanos = time.clock().nanos();
                wasAnswered = true;
            }
            Set<Integer> positions = isWrong ? Set.of() : Set.copyOf(refused);
            for (int i = 0; i < settled.size(); i++) {
                settling.settled(
                        settled.get(i),
                        positions.contains(i)
                                ? failure(RpcException.Code.INTERNAL, "refused it")
                                : Optional.empty());
            }
            settling.hasRoom();
            if (isWrong) {
                cancel("its answers do not fit what it was sent");
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
                    if (isHopeless(failure)) {
                        lost.addAll(drain(outbox));
                    }
                    if (hasNoStreams(failure) && !wasAnswered && !isClosed) {
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

    /// The next stream would end the same way, so that what waits need not wait for it.
    private static boolean isHopeless(Optional<RpcException> failure) {
        return failure.isPresent()
                && switch (failure.get().code()) {
                    case INVALID_ARGUMENT, PERMISSION_DENIED, UNIMPLEMENTED -> true;
                    default -> false;
                };
    }

    private static boolean hasNoStreams(Optional<RpcException> failure) {
        return failure.isPresent() && failure.get().code() == RpcException.Code.UNIMPLEMENTED;
    }
}
