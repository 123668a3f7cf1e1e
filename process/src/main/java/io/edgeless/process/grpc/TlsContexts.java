package io.edgeless.process.grpc;

import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.World;
import io.grpc.ChannelCredentials;
import io.grpc.ServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettySslContextChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettySslContextServerCredentials;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import javax.net.ssl.SSLException;

/// Makes credentials of certificates and keys. The JDK's own TLS on every machine: no native
/// library, the same behaviour on all processors.
///
/// @param files to read from
record TlsContexts(PemFiles files) {

    private static final Logger LOGGER = LoggerFactory.getLogger(TlsContexts.class);

    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /// Time to renew a certificate before it stops the program from starting again.
    private static final Duration RENEW_BEFORE = Duration.ofDays(7);

    /// A resumed session would go on with a certificate that has expired or been replaced
    /// meanwhile: sessions are forgotten as soon as that can be said (1 s; 0 means never).
    private static final long SESSION_SECONDS = 1;

    private static final long SESSIONS_MAX = 1;

    static TlsContexts of(World world, Path tlsFile) {
        Instant now = Instant.EPOCH.plusNanos(world.clock().epochNanos());
        return new TlsContexts(new PemFiles(world.disk(), tlsFile, now));
    }

    ServerCredentials server(TlsFile.Server part) {
        List<X509Certificate> chain = files.chain(part.certificate());
        PrivateKey key = files.key(part.key(), chain.getFirst());
        SslContextBuilder builder =
                standard(SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new)));
        part.ca()
                .ifPresent(
                        ca -> builder.trustManager(authorities(ca)).clientAuth(ClientAuth.REQUIRE));
        say("servers show", part.certificate(), chain.getFirst());
        if (part.ca().isEmpty()) {
            LOGGER.warn(
                    "{} names no server_ca_path: whoever reaches a port may use it without a"
                            + " certificate",
                    files.tlsFile());
        }
        try {
            return NettySslContextServerCredentials.create(builder.build());
        } catch (SSLException e) {
            throw refused(part.certificate(), e);
        }
    }

    ChannelCredentials client(TlsFile.Client part) {
        SslContextBuilder builder =
                standard(SslContextBuilder.forClient().trustManager(authorities(part.ca())));
        part.identity()
                .ifPresent(identity -> {
                    List<X509Certificate> chain = files.chain(identity.certificate());
                    PrivateKey key = files.key(identity.key(), chain.getFirst());
                    builder.keyManager(key, chain.toArray(X509Certificate[]::new));
                    say("clients show", identity.certificate(), chain.getFirst());
                });
        try {
            return NettySslContextChannelCredentials.create(builder.build());
        } catch (SSLException e) {
            throw refused(part.ca(), e);
        }
    }

    private static SslContextBuilder standard(SslContextBuilder builder) {
        return GrpcSslContexts.configure(builder, SslProvider.JDK)
                .protocols(PROTOCOLS)
                .sessionCacheSize(SESSIONS_MAX)
                .sessionTimeout(SESSION_SECONDS);
    }

    private X509Certificate[] authorities(TlsFile.Named ca) {
        return files.authorities(ca).toArray(X509Certificate[]::new);
    }

    private void say(String who, TlsFile.Named named, X509Certificate certificate) {
        Instant end = certificate.getNotAfter().toInstant();
        LOGGER.info(
                "TLS: {} {} ({}), valid until {}",
                who,
                named.file(),
                PemFiles.name(certificate),
                end);
        if (end.isBefore(files.now().plus(RENEW_BEFORE))) {
            LOGGER.warn("{} expires at {}: renew it and start again", named.file(), end);
        }
    }

    private StartupException refused(TlsFile.Named named, SSLException cause) {
        return new StartupException(
                "TLS cannot be set up: %s (%s in %s) is refused: %s"
                        .formatted(named.file(), named.key(), files.tlsFile(), cause.getMessage()),
                cause);
    }
}
