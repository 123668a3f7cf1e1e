package io.edgeless.process.grpc;

import io.edgeless.world.Counter;
import io.edgeless.world.Counters;
import io.grpc.ServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.shaded.io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.util.AsciiString;

import java.util.concurrent.Semaphore;

/// Bounds the open connections of one server: those beyond are closed before anything is read from
/// them, and counted. It stands before the negotiation of a connection (TLS, HTTP/2), which is the
/// first that gRPC lets others do with one; its own filters see a connection only after that. Safe
/// for concurrent use.
final class OpenConnections {

    private final Semaphore free;
    private final Counter refused;

    OpenConnections(int max, Counters counters) {
        free = new Semaphore(max);
        refused = counters.counter(CallMetric.CONNECTIONS_REFUSED);
    }

    /// The same credentials, for as many connections as may be open.
    ServerCredentials bounding(ServerCredentials credentials) {
        var factory = InternalNettyServerCredentials.toNegotiator(credentials);
        InternalProtocolNegotiator.ServerFactory bounded =
                executors -> new Negotiator(factory.newNegotiator(executors));
        return InternalNettyServerCredentials.create(bounded);
    }

    /// Puts the gate before what the negotiator of the credentials does.
    private final class Negotiator implements InternalProtocolNegotiator.ProtocolNegotiator {

        private final InternalProtocolNegotiator.ProtocolNegotiator negotiator;

        private Negotiator(InternalProtocolNegotiator.ProtocolNegotiator negotiator) {
            this.negotiator = negotiator;
        }

        @Override
        public AsciiString scheme() {
            return negotiator.scheme();
        }

        @Override
        public ChannelHandler newHandler(GrpcHttp2ConnectionHandler connection) {
            return new Gate(negotiator.newHandler(connection));
        }

        @Override
        public void close() {
            negotiator.close();
        }
    }

    /// In the pipeline of one connection until that has its place.
    private final class Gate extends ChannelInboundHandlerAdapter {

        private final ChannelHandler next;

        private Gate(ChannelHandler next) {
            this.next = next;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext connection) {
            if (free.tryAcquire()) {
                var _ = connection.channel().closeFuture().addListener(_ -> free.release());
                connection.pipeline().replace(this, null, next);
            } else {
                refused.add(1);
                var _ = connection.close();
            }
        }
    }
}
