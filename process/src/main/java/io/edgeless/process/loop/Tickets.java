package io.edgeless.process.loop;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// Pairs a caller that waits with the answer that a core gives as an effect: the caller opens a
/// ticket, feeds an input that carries the ticket's id, and waits; whoever runs the answering
/// effect completes it. There are as many as callers wait, which their servers bound. Safe for
/// concurrent use.
///
/// @param <A> the answers
public final class Tickets<A> {

    private final ConcurrentMap<Long, Ticket<A>> open = new ConcurrentHashMap<>();

    /// Ids are given out by any thread.
    private final AtomicLong last = new AtomicLong();

    /// One answer that somebody waits for. Closing it, also without an answer, forgets it.
    public static final class Ticket<A> implements AutoCloseable {

        private final Tickets<A> owner;
        private final long id;
        private final CompletableFuture<A> answer = new CompletableFuture<>();

        private Ticket(Tickets<A> owner, long id) {
            this.owner = owner;
            this.id = id;
        }

        /// What the answer has to name; never used twice while the program runs.
        public long id() {
            return id;
        }

        /// Waits for the answer; empty when it does not come in time or the thread is interrupted,
        /// which then stays so.
        public Optional<A> await(Duration deadline) {
            try {
                return Optional.of(answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                return Optional.empty();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            } catch (ExecutionException e) {
                throw new IllegalStateException("is only ever completed with an answer", e);
            }
        }

        @Override
        public void close() {
            owner.open.remove(id);
        }
    }

    /// A new ticket, to be closed by the caller.
    public Ticket<A> open() {
        var ticket = new Ticket<>(this, last.incrementAndGet());
        open.put(ticket.id, ticket);
        return ticket;
    }

    /// Gives the answer; false when nobody waits for it any more.
    @CanIgnoreReturnValue
    public boolean complete(long id, A answer) {
        Ticket<A> ticket = open.get(id);
        return ticket != null && ticket.answer.complete(answer);
    }

    /// How many are open.
    public int size() {
        return open.size();
    }
}
