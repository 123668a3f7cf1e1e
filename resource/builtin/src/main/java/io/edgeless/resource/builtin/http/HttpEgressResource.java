package io.edgeless.resource.builtin.http;

import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventKind;
import io.edgeless.component.Outcome;
import io.edgeless.component.Resource;
import io.edgeless.world.Counters;

import java.util.concurrent.Semaphore;

/// Carries each call to an HTTP server and answers it with the response. Safe for concurrent use,
/// so that a slow server does not keep a fast one waiting.
final class HttpEgressResource implements Resource {

    private final EgressClient client;
    private final Counters counters;
    private final int requestsMax;
    private final Semaphore requests;

    HttpEgressResource(EgressClient client, Counters counters, int requestsMax) {
        this.client = client;
        this.counters = counters;
        this.requestsMax = requestsMax;
        this.requests = new Semaphore(requestsMax);
    }

    @Override
    public int concurrentEventsMax() {
        return requestsMax;
    }

    @Override
    public Outcome handle(Event event) {
        if (event.kind() != EventKind.CALL) {
            EgressMetric.Result.CAST.count(counters);
            return Outcome.NO_REPLY;
        }
        return switch (answer(event.payload())) {
            case Egress.Answered(ResponseMessage response) -> {
                EgressMetric.Result.ANSWERED.count(counters);
                yield new Outcome.Reply(MessageWriter.write(response));
            }
            case Egress.Failed(EgressMetric.Result result, String reason) -> {
                result.count(counters);
                yield new Outcome.Failed("http-egress: " + reason);
            }
        };
    }

    private Egress answer(byte[] payload) {
        return switch (MessageReader.request(payload)) {
            case Decoded.Malformed<RequestMessage>(String reason) ->
                    new Egress.Failed(
                            EgressMetric.Result.MALFORMED, "this is no HTTP request: " + reason);
            case Decoded.Message<RequestMessage>(RequestMessage request) -> send(request);
        };
    }

    private Egress send(RequestMessage request) {
        if (!requests.tryAcquire()) {
            return new Egress.Failed(
                    EgressMetric.Result.OVERLOADED,
                    "more than " + requestsMax + " requests are under way");
        }
        try {
            return client.send(request);
        } finally {
            requests.release();
        }
    }

    /// Requests under way end by their deadline.
    @Override
    public void close() {}
}
