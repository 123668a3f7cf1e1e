package io.edgeless.process.grpc;

import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.Counters;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// One listening gRPC server. Handlers run on virtual threads and may block, unless it is opened
/// for prompt ones; what they throw is answered, logged and counted at one place ([CallGuard]).
/// Whoever opens it closes it.
public final class GrpcServer implements AutoCloseable {

    private static final Duration KEEPALIVE = Duration.ofSeconds(20);
    private static final Duration KEEPALIVE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration PERMITTED_KEEPALIVE = Duration.ofSeconds(10);
    private static final int RESETS_MAX = 200;
    private static final int RESETS_WINDOW_SECONDS = 30;
    private static final Duration ABORT = Duration.ofSeconds(1);

    private final Server server;
    private final Optional<ExecutorService> executor;
    private final Arrivals arrivals;
    private final Duration closeGrace;

    private GrpcServer(
            Server server,
            Optional<ExecutorService> executor,
            Arrivals arrivals,
            Duration closeGrace) {
        this.server = server;
        this.executor = executor;
        this.arrivals = arrivals;
        this.closeGrace = closeGrace;
    }

    /// Listens; when this returns, clients can connect.
    ///
    /// @param counters gets what was refused and what failed
    /// @throws StartupException when it cannot listen there
    public static GrpcServer open(
            Listen at, ServerLimits limits, Counters counters, List<BindableService> services) {
        return open(
                at,
                limits,
                counters,
                services,
                Optional.of(Executors.newVirtualThreadPerTaskExecutor()));
    }

    /// Like [#open], for handlers that never block: they run on the threads of the transport,
    /// without a switch of threads.
    public static GrpcServer openForPrompt(
            Listen at, ServerLimits limits, Counters counters, List<BindableService> services) {
        return open(at, limits, counters, services, Optional.empty());
    }

    private static GrpcServer open(
            Listen at,
            ServerLimits limits,
            Counters counters,
            List<BindableService> services,
            Optional<ExecutorService> executor) {
        InetSocketAddress address = at.protectedAddress();
        NettyServerBuilder builder =
                limited(
                        NettyServerBuilder.forAddress(address, credentials(at, limits, counters)),
                        limits);
        executor.ifPresentOrElse(builder::executor, builder::directExecutor);
        var arrivals = new Arrivals(limits.request(), counters);
        List<ServerInterceptor> guards = new ArrayList<>();
        at.security()
                .server()
                .ifPresent(tls -> guards.add(new CertificateGuard(tls.clock(), counters)));
        // The last one is the first to see a call.
        guards.add(new CallGuard(limits.callsMax(), arrivals, counters));
        for (BindableService service : services) {
            // As streams, so that a request that cannot be parsed fails inside the guard.
            var raw = ServerInterceptors.useInputStreamMessages(service.bindService());
            builder.addService(ServerInterceptors.intercept(raw, guards));
        }
        try {
            Server server = builder.build().start();
            return new GrpcServer(server, executor, arrivals, limits.closeGrace());
        } catch (IOException e) {
            executor.ifPresent(ExecutorService::shutdownNow);
            arrivals.close();
            throw at.failure(e.getCause() instanceof Exception cause ? cause : e);
        }
    }

    private static ServerCredentials credentials(
            Listen at, ServerLimits limits, Counters counters) {
        var connections = new OpenConnections(limits.connectionsMax(), counters);
        return connections.bounding(at.security().serverCredentials());
    }

    private static NettyServerBuilder limited(NettyServerBuilder builder, ServerLimits limits) {
        return builder.maxInboundMessageSize(limits.messageBytesMax())
                .maxInboundMetadataSize(limits.metadataBytesMax())
                .maxConcurrentCallsPerConnection(limits.callsPerConnectionMax())
                .handshakeTimeout(limits.handshake().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionIdle(limits.connectionIdle().toMillis(), TimeUnit.MILLISECONDS)
                .maxRstFramesPerWindow(RESETS_MAX, RESETS_WINDOW_SECONDS)
                .keepAliveTime(KEEPALIVE.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(KEEPALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveTime(PERMITTED_KEEPALIVE.toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true);
    }

    /// The port it listens on.
    public int port() {
        return server.getPort();
    }

    /// Takes no new calls, lets the running ones end within the grace, then aborts them.
    @Override
    public void close() {
        server.shutdown();
        boolean isInterrupted = !await(closeGrace);
        if (!server.isTerminated()) {
            server.shutdownNow();
            isInterrupted |= !await(ABORT);
        }
        executor.ifPresent(ExecutorService::shutdownNow);
        arrivals.close();
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// False when the thread was interrupted while it waited.
    private boolean await(Duration time) {
        try {
            server.awaitTermination(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
