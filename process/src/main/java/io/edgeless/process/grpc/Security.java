package io.edgeless.process.grpc;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;

/// What the servers show and what the channels ask for. Immutable.
public final class Security {

    private final ServerCredentials server;
    private final ChannelCredentials channel;

    private Security(ServerCredentials server, ChannelCredentials channel) {
        this.server = server;
        this.channel = channel;
    }

    /// Plain text, for machines and networks that trust each other.
    public static Security none() {
        return new Security(
                InsecureServerCredentials.create(), InsecureChannelCredentials.create());
    }

    ServerCredentials server() {
        return server;
    }

    ChannelCredentials channel() {
        return channel;
    }
}
