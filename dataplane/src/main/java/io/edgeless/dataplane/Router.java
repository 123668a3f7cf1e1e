package io.edgeless.dataplane;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventContext;
import io.edgeless.api.model.EventKind;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.Utf8;
import io.edgeless.component.CallResult;
import io.edgeless.component.CastResult;
import io.edgeless.component.Outcome;
import io.edgeless.dataplane.link.Links;
import io.edgeless.dataplane.run.Patience;
import io.edgeless.world.Clock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Brings every event to its target: into a mailbox of this node, or to the link to another one.
/// Safe for concurrent use.
final class Router {

    private static final Logger LOGGER = LoggerFactory.getLogger(Router.class);

    /// Longer chains of calls that wait for each other are left to their deadlines.
    private static final int HOPS_MAX = 64;

    private static final String NOT_TEXT =
            "the payload is not UTF-8, and the other node is of v1.2, which takes text only";

    private final NodeId self;
    private final Clock clock;
    private final Drops drops;
    private final Links links;
    private final Map<PhysicalId, Port> ports = new ConcurrentHashMap<>();

    Router(NodeId self, Clock clock, Drops drops, Links links) {
        this.self = self;
        this.clock = clock;
        this.drops = drops;
        this.links = links;
    }

    void add(Port port) {
        ports.put(port.self().function(), port);
    }

    void remove(PhysicalId id) {
        ports.remove(id);
    }

    NodeId node() {
        return self;
    }

    /// Sends an event of an instance of this node.
    ///
    /// @param patience for room in a local mailbox or on the link to a peer
    CastResult send(Envelope envelope, Patience patience) {
        Event event = envelope.event();
        return event.target().node().equals(self)
                ? deliver(envelope, patience)
                : toPeer(event, patience);
    }

    private CastResult deliver(Envelope envelope, Patience patience) {
        Port port = ports.get(envelope.event().target().function());
        if (port == null) {
            drops.count(DropReason.UNKNOWN_TARGET);
            return CastResult.UNREACHABLE;
        }
        return port.deliver(envelope, patience);
    }

    private CastResult toPeer(Event event, Patience patience) {
        return switch (links.send(event, patience, failure -> lost(event, failure))) {
            case SENT -> CastResult.ACCEPTED;
            case NO_PEER -> {
                drops.count(DropReason.UNKNOWN_NODE);
                yield CastResult.UNREACHABLE;
            }
            case DOWN -> {
                drops.count(DropReason.PEER_DOWN);
                yield CastResult.UNREACHABLE;
            }
            case FULL -> {
                drops.count(DropReason.PEER_FULL);
                yield CastResult.OVERLOADED;
            }
        };
    }

    /// Whether a call to this target would wait for its own caller: follows who waits for whom on
    /// this node. The caller has to be seen waiting before it asks, so that of two that begin at
    /// the same moment one finds the other. A callee that has its answer waits no more.
    boolean waitsFor(InstanceId target, InstanceId caller) {
        InstanceId next = target;
        for (int hops = 0; hops < HOPS_MAX && next.node().equals(self); hops++) {
            Port port = ports.get(next.function());
            PendingCalls.Pending call = port == null ? null : port.cell().waitsFor();
            if (call == null || call.isAnswered()) {
                return false;
            }
            next = call.target();
            if (next.equals(caller)) {
                return true;
            }
        }
        return false;
    }

    /// A node is no peer any more: who waits for an answer from there need not.
    void nodeGone(NodeId node) {
        ports.values().forEach(port -> port.pending().nodeGone(node));
    }

    /// Nobody ends calls at their deadlines any more: all end now.
    void endCalls() {
        ports.values().forEach(port -> port.pending().close());
    }

    /// A peer did not take an event; its caller, if there is one, need not wait any longer, here or
    /// there.
    private void lost(Event event, RpcException failure) {
        boolean isNotText =
                failure.code() == RpcException.Code.UNIMPLEMENTED && !Utf8.isValid(event.payload());
        drops.count(isNotText ? DropReason.NOT_TEXT : DropReason.PEER_DOWN);
        String reason = isNotText ? NOT_TEXT : String.valueOf(failure.getMessage());
        LOGGER.debug("{} did not take an event: {}", event.target(), reason);
        if (event.kind() == EventKind.CALL) {
            Port caller = ports.get(event.source().function());
            if (caller != null) {
                caller.answered(
                        event.target(),
                        event.streamId(),
                        new CallResult.Failed(CallResult.Failure.UNREACHABLE, reason));
            }
        } else if (event.kind() == EventKind.CALL_RETURN && isNotText) {
            var _ = toPeer(instead(event, reason), Patience.NONE);
        }
    }

    /// An error in the place of a reply.
    private static Event instead(Event reply, String reason) {
        return new Event(
                reply.target(),
                reply.source(),
                EventKind.ERROR,
                reply.streamId(),
                reason.getBytes(StandardCharsets.UTF_8),
                reply.context());
    }

    /// Answers a call with what its handling led to.
    void reply(Event call, Outcome outcome) {
        switch (outcome) {
            case Outcome.Reply(byte[] payload) -> reply(call, EventKind.CALL_RETURN, payload);
            case Outcome.NoReply() -> reply(call, EventKind.CALL_NO_RETURN, new byte[0]);
            case Outcome.Failed(String reason) -> replyError(call, reason);
            case Outcome.Trapped(String reason) -> replyError(call, reason);
            case Outcome.Interrupted(String reason) -> replyError(call, reason);
        }
    }

    private void replyError(Event call, String reason) {
        reply(call, EventKind.ERROR, reason.getBytes(StandardCharsets.UTF_8));
    }

    /// A reply goes the other way: its target is the source of the call.
    @SuppressWarnings("ArgumentSelectionDefectChecker")
    private void reply(Event call, EventKind kind, byte[] payload) {
        EventContext context = new EventContext(0, call.context().trace(), Optional.empty(), 0);
        Event reply =
                new Event(call.source(), call.target(), kind, call.streamId(), payload, context);
        if (call.source().node().equals(self)) {
            acceptReply(reply);
        } else {
            var _ = toPeer(reply, Patience.NONE);
        }
    }

    /// Takes an event from another node or a client.
    void accept(Event event) {
        links.heardFrom(event.source().node());
        if (event.kind().isReply()) {
            acceptReply(event);
            return;
        }
        long leftMillis = event.context().deadlineLeftMillis();
        long deadlineNanos =
                event.kind() == EventKind.CALL && leftMillis > 0
                        ? clock.nanos() + Duration.ofMillis(leftMillis).toNanos()
                        : 0;
        CastResult result = deliver(new Envelope(event, deadlineNanos, 1), Patience.NONE);
        if (result != CastResult.ACCEPTED && event.kind() == EventKind.CALL) {
            replyError(event, "the target did not take the call: " + result);
        }
    }

    private void acceptReply(Event event) {
        Port caller = ports.get(event.target().function());
        if (caller == null || !caller.answered(event.source(), event.streamId(), result(event))) {
            drops.count(DropReason.LATE_REPLY);
        }
    }

    private static CallResult result(Event reply) {
        return switch (reply.kind()) {
            case CALL_RETURN -> new CallResult.Reply(reply.payload());
            case CALL_NO_RETURN -> CallResult.NO_REPLY;
            case ERROR, CALL, CAST ->
                    new CallResult.Failed(
                            CallResult.Failure.CALLEE_FAILED,
                            new String(reply.payload(), StandardCharsets.UTF_8));
        };
    }
}
