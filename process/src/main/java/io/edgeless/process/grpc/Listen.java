package io.edgeless.process.grpc;

import io.edgeless.process.lifecycle.StartupException;

import java.net.InetSocketAddress;

/// Where a server listens.
///
/// @param key the setting that says so, named in messages
/// @param url `http://HOST:PORT`, HOST an IP literal or `localhost`, PORT 0 for any free one
/// @param security what the server shows to its clients
public record Listen(String key, String url, Security security) {

    /// Without TLS.
    public static Listen plain(String key, String url) {
        return new Listen(key, url, Security.none());
    }

    /// The socket address.
    ///
    /// @throws StartupException when the URL names none
    public InetSocketAddress address() {
        Endpoint endpoint =
                Endpoint.parse(url)
                        .orElseThrow(() -> failure("it must have the form http://HOST:PORT"));
        if (!endpoint.scheme().equals(security.scheme())) {
            throw failure("this server is set up for " + security.scheme());
        }
        return endpoint.bindAddress()
                .orElseThrow(() -> failure("the host must be an IP address or localhost"));
    }

    /// The exception for a server that got this error when it tried to listen.
    public StartupException failure(Exception cause) {
        String reason = String.valueOf(cause.getMessage());
        if (reason.contains("in use")) {
            return new StartupException(
                    "cannot listen on %s: the port is in use; stop the other program or change %s"
                            .formatted(url, key),
                    cause);
        }
        return new StartupException(
                "cannot listen on %s: %s; change %s".formatted(url, reason, key), cause);
    }

    private StartupException failure(String reason) {
        return new StartupException(
                "cannot listen on %s: %s; change %s".formatted(url, reason, key));
    }
}
