package io.edgeless.process.grpc;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;

/// What the servers show and what the channels ask for. Immutable.
public final class Security {

    private final String scheme;
    private final ServerCredentials server;
    private final ChannelCredentials channel;

    private Security(String scheme, ServerCredentials server, ChannelCredentials channel) {
        this.scheme = scheme;
        this.server = server;
        this.channel = channel;
    }

    /// Plain text, for machines and networks that trust each other.
    public static Security none() {
        return new Security(
                "http", InsecureServerCredentials.create(), InsecureChannelCredentials.create());
    }

    /// The scheme of the URLs that it can serve and call: nobody who says https gets plain text.
    String scheme() {
        return scheme;
    }

    ServerCredentials server() {
        return server;
    }

    ChannelCredentials channel() {
        return channel;
    }
}
