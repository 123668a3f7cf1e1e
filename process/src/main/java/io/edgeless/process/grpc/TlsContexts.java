package io.edgeless.process.grpc;

import io.edgeless.process.lifecycle.StartupException;
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
import java.util.List;

import javax.net.ssl.SSLException;

/// Makes credentials of certificates and keys. The JDK's own TLS on every machine: no native
/// library, the same behaviour on all processors. The credentials follow what is renewed.
///
/// @param tlsFile for messages
record TlsContexts(TlsMaterial material, Path tlsFile) {

    private static final Logger LOGGER = LoggerFactory.getLogger(TlsContexts.class);

    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /// A resumed session would go on with a certificate that has expired or been replaced
    /// meanwhile: sessions are forgotten as soon as that can be said (1 s; 0 means never).
    private static final long SESSION_SECONDS = 1;

    private static final long SESSIONS_MAX = 1;

    ServerCredentials server(TlsFile.Server part) {
        SslContextBuilder builder =
                standard(
                        SslContextBuilder.forServer(
                                material.identity("servers show", part.certificate(), part.key())));
        part.ca()
                .ifPresent(ca ->
                        builder.trustManager(material.authorities(ca))
                                .clientAuth(ClientAuth.REQUIRE));
        if (part.ca().isEmpty()) {
            LOGGER.warn(
                    "{} names no server_ca_path: whoever reaches a port may use it without a"
                            + " certificate",
                    tlsFile);
        }
        try {
            return NettySslContextServerCredentials.create(builder.build());
        } catch (SSLException e) {
            throw refused(part.certificate(), e);
        }
    }

    ChannelCredentials client(TlsFile.Client part) {
        SslContextBuilder builder =
                standard(
                        SslContextBuilder.forClient()
                                .trustManager(material.authorities(part.ca())));
        part.identity()
                .ifPresent(identity ->
                        builder.keyManager(
                                material.identity(
                                        "clients show", identity.certificate(), identity.key())));
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

    private StartupException refused(TlsFile.Named named, SSLException cause) {
        return new StartupException(
                "TLS cannot be set up: %s (%s in %s) is refused: %s"
                        .formatted(named.file(), named.key(), tlsFile, cause.getMessage()),
                cause);
    }
}
