package io.edgeless.process.loop;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Where requests are put to a core and wait for its answer. Safe for concurrent use.
///
/// @param <I> the core's inputs
/// @param <A> its answers
public final class Desk<I, A> {

    private final Tickets<A> tickets;
    private final Predicate<I> feed;
    private final Failures failures;

    /// What callers are thrown instead of an answer.
    ///
    /// @param busy when the loop takes no more
    /// @param late when the answer did not come in this time
    public record Failures(
            Supplier<RuntimeException> busy, Function<Duration, RuntimeException> late) {}

    /// @param feed takes an input; false when too many wait
    public Desk(Tickets<A> tickets, Predicate<I> feed, Failures failures) {
        this.tickets = tickets;
        this.feed = feed;
        this.failures = failures;
    }

    /// Puts the request and waits for its answer.
    ///
    /// @param request of a ticket
    /// @param type of the answer, which only a fault of the core makes another one
    public <B extends A> B ask(LongFunction<I> request, Class<B> type, Duration deadline) {
        try (Tickets.Ticket<A> ticket = tickets.open()) {
            if (!feed.test(request.apply(ticket.id()))) {
                throw failures.busy.get();
            }
            return ticket.await(deadline)
                    .map(type::cast)
                    .orElseThrow(() -> failures.late.apply(deadline));
        }
    }
}
