package io.edgeless.process.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.world.Clock;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// The connections of a program to others, one for each URL, opened at the first call and shared by
/// all who ask for the same URL. Safe for concurrent use; the program's main closes it, which ends
/// all calls.
public final class GrpcChannels implements AutoCloseable {

    /// The peers of a domain of a thousand nodes, four times.
    private static final int CHANNELS_MAX = 4_096;

    /// As much as the largest message that a server of ours takes.
    private static final int MESSAGE_BYTES_MAX = 64 << 20;

    private static final int METADATA_BYTES_MAX = 8 << 10;
    private static final Duration KEEPALIVE = Duration.ofSeconds(20);
    private static final Duration KEEPALIVE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(1);

    private final Clock clock;
    private final Security security;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<String, EagerChannel> channels = new HashMap<>();

    @GuardedBy("lock")
    private boolean isClosed;

    public GrpcChannels(Clock clock, Security security) {
        this.clock = clock;
        this.security = security;
        security.onRenewed(this::reconnect);
    }

    /// The channel to the server at this URL. Never blocks and never throws: calls on a channel to
    /// a malformed URL, or to one with a scheme that is not set up, fail with INVALID_ARGUMENT,
    /// calls after close with UNAVAILABLE.
    public Channel to(String url) {
        synchronized (lock) {
            if (isClosed) {
                return new DeadChannel(Status.UNAVAILABLE.withDescription("shutting down"));
            }
            EagerChannel known = channels.get(url);
            if (known != null) {
                return known;
            }
            if (channels.size() >= CHANNELS_MAX) {
                return new DeadChannel(
                        Status.RESOURCE_EXHAUSTED.withDescription(
                                "no more than " + CHANNELS_MAX + " connections"));
            }
            return Endpoint.parse(url)
                    .filter(endpoint -> endpoint.scheme().equals(security.channelScheme()))
                    .<Channel>map(endpoint -> open(url, endpoint))
                    .orElseGet(() -> malformed(url));
        }
    }

    /// Drops the channel to a peer that is gone. Its running calls may end, new calls on it fail;
    /// the next `to` opens another one.
    public void forget(String url) {
        EagerChannel channel;
        synchronized (lock) {
            channel = channels.remove(url);
        }
        if (channel != null) {
            channel.managed().shutdown();
        }
    }

    /// Running calls end where they are; the next ones make new connections, with what is shown and
    /// trusted now.
    private void reconnect() {
        List<EagerChannel> open;
        synchronized (lock) {
            open = List.copyOf(channels.values());
        }
        open.forEach(channel -> channel.managed().enterIdle());
    }

    @Override
    public void close() {
        List<EagerChannel> remaining;
        synchronized (lock) {
            isClosed = true;
            remaining = List.copyOf(channels.values());
            channels.clear();
        }
        remaining.forEach(channel -> channel.managed().shutdownNow());
        try {
            for (EagerChannel channel : remaining) {
                channel.managed().awaitTermination(CLOSE_GRACE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        executor.shutdown();
    }

    @GuardedBy("lock")
    private EagerChannel open(String url, Endpoint endpoint) {
        NettyChannelBuilder builder =
                NettyChannelBuilder.forAddress(
                                endpoint.bareHost(), endpoint.port(), security.channelCredentials())
                        .executor(executor)
                        .disableRetry()
                        .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                        .maxInboundMetadataSize(METADATA_BYTES_MAX)
                        .idleTimeout(IDLE.toMillis(), TimeUnit.MILLISECONDS)
                        .keepAliveTime(KEEPALIVE.toMillis(), TimeUnit.MILLISECONDS)
                        .keepAliveTimeout(KEEPALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        security.client()
                .ifPresent(tls ->
                        builder.overrideAuthority(tls.domainName())
                                .intercept(new HandshakeFailures()));
        var channel = new EagerChannel(builder.build(), clock);
        channels.put(url, channel);
        return channel;
    }

    private Channel malformed(String url) {
        String form =
                "'%s' must have the form %s://HOST:PORT".formatted(url, security.channelScheme());
        String why =
                security.client().isPresent()
                        ? ": the TLS file says that nobody is called in plain text"
                        : ": there is no TLS file with a client_ca_path";
        return new DeadChannel(
                Status.INVALID_ARGUMENT.withDescription(
                        Endpoint.parse(url).isPresent() ? form + why : form));
    }
}
