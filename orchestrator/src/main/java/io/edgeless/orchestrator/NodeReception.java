package io.edgeless.orchestrator;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.Acceptance;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.PerformanceSamples;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.rpc.Nodes;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.RpcException.Code;
import io.edgeless.orchestrator.reconcile.OrcInput;
import io.edgeless.orchestrator.reconcile.Reply;
import io.edgeless.process.grpc.Endpoint;
import io.edgeless.process.loop.Desk;
import io.edgeless.world.Clock;
import io.edgeless.world.Counter;
import io.edgeless.world.Counters;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// What nodes tell this domain. Called by the server's threads, which it blocks.
final class NodeReception implements Nodes {

    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Pattern NO_HOST = Pattern.compile("\\w+://\\s*:\\d+");
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Desk<OrcInput, Reply> desk;
    private final Clock clock;
    private final Counter refused;
    private final Counter stale;

    NodeReception(Desk<OrcInput, Reply> desk, Clock clock, Counters counters) {
        this.desk = desk;
        this.clock = clock;
        this.refused = counters.counter(OrchestratorMetric.ORCHESTRATOR_REGISTRATIONS_REFUSED);
        this.stale = counters.counter(OrchestratorMetric.ORCHESTRATOR_REGISTRATIONS_STALE);
    }

    @Override
    public Acceptance update(NodeUpdate update) {
        Acceptance acceptance = answer(update);
        if (acceptance instanceof Acceptance.Refused) {
            refused.add(1);
        }
        return acceptance;
    }

    private Acceptance answer(NodeUpdate update) {
        Optional<String> problem =
                problem("agent", update.agentUrl(), update.node())
                        .or(() -> problem("invocation", update.invocationUrl(), update.node()));
        if (problem.isPresent()) {
            return new Acceptance.Refused(Refusal.of("invalid node configuration", problem.get()));
        }
        long wallSec = clock.epochNanos() / NANOS_PER_SECOND;
        Reply reply =
                desk.ask(
                        ticket -> new OrcInput.Hear(ticket, withoutSamples(update), wallSec),
                        Reply.class,
                        WAIT);
        return switch (reply) {
            case Reply.Done() -> new Acceptance.Accepted();
            case Reply.Stale() -> {
                stale.add(1);
                yield new Acceptance.Accepted();
            }
            case Reply.Refused(Refusal refusal) -> new Acceptance.Refused(refusal);
            default ->
                    throw new RpcException(
                            Code.INTERNAL, "unexpected answer of the core: " + reply);
        };
    }

    private static Optional<String> problem(String what, String url, NodeId node) {
        if (NO_HOST.matcher(url).matches()) {
            return Optional.of("invalid empty host in " + what + " URL");
        }
        Optional<Endpoint> endpoint = Endpoint.parse(url);
        if (endpoint.isEmpty()) {
            return Optional.of(
                    "Invalid %s URL '%s' for node '%s': Host Parse Error"
                            .formatted(what, url, node));
        }
        return endpoint.filter(e -> what.equals("agent") && e.scheme().equals("coap"))
                .map(e -> "node '%s' has a CoAP agent, which is not supported".formatted(node));
    }

    /// The core needs none of them, and they may be large.
    private static NodeUpdate withoutSamples(NodeUpdate update) {
        return new NodeUpdate(
                update.node(),
                update.agentUrl(),
                update.invocationUrl(),
                update.providers(),
                update.capabilities(),
                update.refreshDeadlineSec(),
                update.nonce(),
                update.health(),
                PerformanceSamples.NONE,
                update.running(),
                update.lease(),
                update.peers());
    }
}
