package io.edgeless.orchestrator;

import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.RpcException.Code;
import io.edgeless.orchestrator.reconcile.OrcInput;
import io.edgeless.orchestrator.reconcile.Reply;
import io.edgeless.process.loop.Tickets;

import java.time.Duration;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/// Where requests are put to the core and wait for its answer. Safe for concurrent use.
final class CoreDesk {

    private final Tickets<Reply> tickets;
    private final Predicate<OrcInput> feed;

    /// @param feed takes an input; false when too many wait
    CoreDesk(Tickets<Reply> tickets, Predicate<OrcInput> feed) {
        this.tickets = tickets;
        this.feed = feed;
    }

    /// Puts the request and waits for its answer.
    ///
    /// @param request of a ticket
    /// @throws RpcException when the core takes no more or does not answer in time
    Reply ask(LongFunction<OrcInput> request, Duration deadline) {
        try (Tickets.Ticket<Reply> ticket = tickets.open()) {
            if (!feed.test(request.apply(ticket.id()))) {
                throw new RpcException(
                        Code.UNAVAILABLE, "the orchestrator is overloaded or stopping; try later");
            }
            return ticket.await(deadline)
                    .orElseThrow(() ->
                            new RpcException(
                                    Code.DEADLINE_EXCEEDED,
                                    "the orchestrator had no answer within %d s"
                                            .formatted(deadline.toSeconds())));
        }
    }
}
