package io.edgeless.controller;

import io.edgeless.api.rpc.RpcException;
import io.edgeless.controller.reconcile.ControllerInput;
import io.edgeless.controller.reconcile.Reply;
import io.edgeless.process.loop.Tickets;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/// Where requests of other programs are put to the core and wait for its answer. Safe for
/// concurrent use.
final class CoreDesk {

    private final Tickets<Reply> tickets;
    private final Predicate<ControllerInput> feed;

    CoreDesk(Tickets<Reply> tickets, Predicate<ControllerInput> feed) {
        this.tickets = tickets;
        this.feed = feed;
    }

    /// Puts the request and waits for its answer.
    ///
    /// @param request of a ticket
    /// @throws RpcException when the core takes no more or does not answer in time
    <R extends Reply> R ask(
            LongFunction<ControllerInput> request, Class<R> type, Duration deadline) {
        try (Tickets.Ticket<Reply> ticket = tickets.open()) {
            if (!feed.test(request.apply(ticket.id()))) {
                throw new RpcException(
                        RpcException.Code.UNAVAILABLE,
                        "the controller is overloaded or stopping; try again later");
            }
            Optional<Reply> reply = ticket.await(deadline);
            return reply.map(type::cast)
                    .orElseThrow(() ->
                            new RpcException(
                                    RpcException.Code.DEADLINE_EXCEEDED,
                                    "the controller had no answer within %d s"
                                            .formatted(deadline.toSeconds())));
        }
    }
}
