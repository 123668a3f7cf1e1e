package io.edgeless.dataplane.link;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.rpc.InvocationClient;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.world.Clock;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The way to one node by the unary rpc of v1.2. Events of one sender to one target form a line:
/// the next leaves when the peer has taken the one before, so that they arrive in their order,
/// whatever the peer does with rpcs that run at the same time. Lines do not wait for each other.
///
/// Senders and the threads of the transport meet under the lock, which nobody holds while sending.
final class UnaryLink {

    private final String url;
    private final InvocationClient client;
    private final Clock clock;
    private final Settling settling;

    @GuardedBy("this")
    private final Map<Pair, Line> lines = new HashMap<>();

    @GuardedBy("this")
    private boolean isClosed;

    private record Pair(InstanceId source, InstanceId target) {

        static Pair of(Parcel parcel) {
            return new Pair(parcel.event().source(), parcel.event().target());
        }
    }

    UnaryLink(String url, InvocationClient client, Clock clock, Settling settling) {
        this.url = url;
        this.client = client;
        this.clock = clock;
        this.settling = settling;
    }

    /// What waits is lost.
    synchronized void close() {
        isClosed = true;
    }

    /// Gives an event its place; it leaves when the result is run.
    synchronized Runnable add(Parcel parcel) {
        Line line = lines.computeIfAbsent(Pair.of(parcel), Line::new);
        line.add(parcel);
        return line::pump;
    }

    private final class Line {

        private final Pair pair;

        /// Only under the lock of the link.
        private final ArrayDeque<Parcel> waiting = new ArrayDeque<>();

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

        void add(Parcel last) {
            waiting.add(last);
        }

        /// Sends the next event unless one is with the peer.
        void pump() {
            for (Parcel next = begin(); next != null; next = goOn()) {
                transmit(next);
            }
        }

        private @Nullable Parcel begin() {
            synchronized (UnaryLink.this) {
                return isPumping ? null : take();
            }
        }

        private @Nullable Parcel goOn() {
            synchronized (UnaryLink.this) {
                isPumping = false;
                return take();
            }
        }

        @GuardedBy("UnaryLink.this")
        private @Nullable Parcel take() {
            if (isBusy) {
                return null;
            }
            Parcel next = waiting.poll();
            if (next == null) {
                lines.remove(pair, this);
                return null;
            }
            isBusy = true;
            isPumping = true;
            return next;
        }

        private void transmit(Parcel next) {
            Optional<RpcException> late = tooLate(next);
            if (late.isPresent()) {
                done(next, late);
            } else {
                start(next);
            }
        }

        private void start(Parcel next) {
            client.handleAsync(
                    next.event(),
                    failure -> {
                        done(next, failure);
                        pump();
                    });
        }

        private Optional<RpcException> tooLate(Parcel next) {
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

        private void done(Parcel sent, Optional<RpcException> failure) {
            settling.settled(sent, failure);
            settling.hasRoom();
            synchronized (UnaryLink.this) {
                isBusy = false;
            }
        }
    }
}
