package io.edgeless.api.rpc;

import io.edgeless.api.model.Event;
import io.edgeless.api.rpc.wire.v2.EventLinkGrpc;
import io.edgeless.api.rpc.wire.v2.WireV2;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;

import java.util.List;
import java.util.Optional;

/// Sends events to a node by streams, many in one message.
public final class EventLinkClient {

    private static final System.Logger LOG = System.getLogger(EventLinkClient.class.getName());

    private final Channel channel;

    /// @param channel stays the caller's to close
    public EventLinkClient(Channel channel) {
        this.channel = channel;
    }

    /// What becomes of a stream. Called by one thread at a time, a thread of the channel (or the
    /// one that opens or cancels the stream, if that ends it at once); must not block.
    public interface Listener {

        /// [Stream#isReady()] has become true.
        void ready();

        /// The node has dealt with so many further events, in the order in which they were sent.
        ///
        /// @param refused positions among these, from 0, of those it did not take
        void taken(int events, List<Integer> refused);

        /// The last call: the stream is over, by the wish of the node (empty) or not.
        void closed(Optional<RpcException> failure);
    }

    /// Opens a stream. It waits for the connection as long as it takes; whoever opens it cancels it
    /// when that is too long. It does not belong to an rpc whose handler opens it.
    public Stream open(Listener listener) {
        ClientCall<WireV2.EventBatch, WireV2.EventsTaken> call =
                channel.newCall(
                        EventLinkGrpc.getOpenMethod(),
                        CallOptions.DEFAULT.withWaitForReady().withExecutor(Runnable::run));
        Context callers = Context.ROOT.attach();
        try {
            call.start(new Answers(listener, channel.authority()), new Metadata());
            call.request(Integer.MAX_VALUE);
        } finally {
            Context.ROOT.detach(callers);
        }
        return new Stream(call);
    }

    /// An open stream. One thread at a time may send and end; the rest is safe for concurrent use.
    public static final class Stream {

        private final ClientCall<WireV2.EventBatch, WireV2.EventsTaken> call;

        private Stream(ClientCall<WireV2.EventBatch, WireV2.EventsTaken> call) {
            this.call = call;
        }

        /// Whether what is sent now leaves soon, instead of being kept in memory.
        public boolean isReady() {
            return call.isReady();
        }

        /// Sends events in this order; nothing once the stream is over. Their payloads must not
        /// change any more.
        public void send(List<Event> events) {
            var batch = WireV2.EventBatch.newBuilder();
            for (Event event : events) {
                batch.addEvents(WireEvents.write(event));
            }
            try {
                call.sendMessage(batch.build());
            } catch (IllegalStateException e) {
                noteLate(e);
            }
        }

        /// No more events come; the node still answers for those it has.
        public void end() {
            try {
                call.halfClose();
            } catch (IllegalStateException e) {
                noteLate(e);
            }
        }

        /// The listener hears of the end anyway.
        private static void noteLate(IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "the stream is over already", e);
        }

        /// Gives the stream up.
        public void cancel(String why) {
            call.cancel(why, null);
        }
    }

    private static final class Answers extends ClientCall.Listener<WireV2.EventsTaken> {

        private final Listener listener;
        private final String peer;

        Answers(Listener listener, String peer) {
            this.listener = listener;
            this.peer = peer;
        }

        @Override
        public void onReady() {
            listener.ready();
        }

        @Override
        public void onMessage(WireV2.EventsTaken message) {
            listener.taken(message.getEvents(), message.getRefusedList());
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            listener.closed(status.isOk() ? Optional.empty() : Optional.of(failure(status)));
        }

        private RpcException failure(Status status) {
            String text =
                    "EventLink.Open at %s: %s, %s"
                            .formatted(peer, status.getCode(), status.getDescription());
            return new RpcException(Codes.code(status.getCode()), text);
        }
    }
}
