package io.edgeless.process.grpc;

import java.time.Duration;

/// What one server takes from its clients, so that none of them can use it up.
///
/// @param messageBytesMax larger requests are refused before they are read
/// @param metadataBytesMax larger headers are refused
/// @param callsPerConnectionMax more wait in the client
/// @param callsMax more, over all connections, are refused
/// @param connectionsMax more, whether they have said hello or not, are closed at once
/// @param handshake a connection that takes longer to say hello is closed
/// @param request a single request that takes longer to arrive ends its call; streams may take any
///   time
/// @param connectionIdle a connection without calls for this long is closed
/// @param closeGrace running calls may take this long when the server closes
public record ServerLimits(
        int messageBytesMax,
        int metadataBytesMax,
        int callsPerConnectionMax,
        int callsMax,
        int connectionsMax,
        Duration handshake,
        Duration request,
        Duration connectionIdle,
        Duration closeGrace) {

    private static final int MIB = 1 << 20;
    private static final int KIB = 1 << 10;

    /// As many as the ingress accepts: a node has three such listeners, and they all fit into the
    /// 65,536 open files of its unit.
    private static final int CONNECTIONS_MAX = 12_288;

    /// For commands, which may carry a module and its image.
    public static ServerLimits control() {
        // The largest one takes this long at 2 Mbit/s.
        return standard(64 * MIB, 64, Duration.ofMinutes(5));
    }

    /// For events: the largest payload and room for its envelope.
    public static ServerLimits events() {
        return standard(4 * MIB + 4 * KIB, 1_024, Duration.ofSeconds(30));
    }

    /// The same with another bound for requests.
    public ServerLimits withMessageBytesMax(int bytes) {
        return new ServerLimits(
                bytes,
                metadataBytesMax,
                callsPerConnectionMax,
                callsMax,
                connectionsMax,
                handshake,
                request,
                connectionIdle,
                closeGrace);
    }

    /// The same with another patience at the end.
    public ServerLimits withCloseGrace(Duration grace) {
        return new ServerLimits(
                messageBytesMax,
                metadataBytesMax,
                callsPerConnectionMax,
                callsMax,
                connectionsMax,
                handshake,
                request,
                connectionIdle,
                grace);
    }

    /// The same with another bound for running calls.
    public ServerLimits withCallsMax(int calls) {
        return new ServerLimits(
                messageBytesMax,
                metadataBytesMax,
                callsPerConnectionMax,
                calls,
                connectionsMax,
                handshake,
                request,
                connectionIdle,
                closeGrace);
    }

    /// The same with another bound for open connections.
    public ServerLimits withConnectionsMax(int connections) {
        return new ServerLimits(
                messageBytesMax,
                metadataBytesMax,
                callsPerConnectionMax,
                callsMax,
                connections,
                handshake,
                request,
                connectionIdle,
                closeGrace);
    }

    /// The same with other patience for clients that say hello or send their request slowly.
    public ServerLimits withPatience(Duration forHello, Duration forRequest) {
        return new ServerLimits(
                messageBytesMax,
                metadataBytesMax,
                callsPerConnectionMax,
                callsMax,
                connectionsMax,
                forHello,
                forRequest,
                connectionIdle,
                closeGrace);
    }

    private static ServerLimits standard(
            int messageBytesMax, int callsPerConnectionMax, Duration request) {
        return new ServerLimits(
                messageBytesMax,
                8 * KIB,
                callsPerConnectionMax,
                // Sixteen peers that use up what one connection allows.
                16 * 1_024,
                CONNECTIONS_MAX,
                Duration.ofSeconds(5),
                request,
                Duration.ofMinutes(5),
                Duration.ofSeconds(5));
    }
}
