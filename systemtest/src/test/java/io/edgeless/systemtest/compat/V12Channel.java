package io.edgeless.systemtest.compat;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;

import java.net.URI;

/// A plaintext channel for clients of the independent wire.
final class V12Channel implements AutoCloseable {

    private final ManagedChannel channel;

    V12Channel(String url) {
        URI uri = URI.create(url);
        channel =
                NettyChannelBuilder.forAddress(uri.getHost(), uri.getPort())
                        .usePlaintext()
                        .maxInboundMessageSize(Integer.MAX_VALUE)
                        .build();
    }

    Channel channel() {
        return channel;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
