package io.edgeless.simulation;

import io.edgeless.api.rpc.RpcException.Code;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/// The callers that wait for an answer of one core, as its desk keeps them.
final class Waiting<A> {

    private final Part part;
    private final Map<Long, Consumer<Answer<A>>> open = new TreeMap<>();
    private long last;

    Waiting(Part part) {
        this.part = part;
    }

    /// Opens a ticket.
    ///
    /// @param request puts the request with the ticket to the core
    /// @param respond called once, with the answer or when the wait is over
    void ask(Duration wait, LongConsumer request, Consumer<Answer<A>> respond) {
        long ticket = ++last;
        open.put(ticket, respond);
        part.after(wait.toNanos(), () -> late(ticket));
        request.accept(ticket);
    }

    private void late(long ticket) {
        Consumer<Answer<A>> respond = open.remove(ticket);
        if (respond != null) {
            respond.accept(
                    Answer.failed(Code.DEADLINE_EXCEEDED, part.name() + " had no answer in time"));
        }
    }

    /// Gives the answer to whoever still waits for it.
    void complete(long ticket, A answer) {
        Consumer<Answer<A>> respond = open.remove(ticket);
        if (respond != null) {
            respond.accept(Answer.of(answer));
        }
    }

    /// The process died.
    void clear() {
        open.clear();
    }
}
