package io.edgeless.process.grpc;

import io.edgeless.process.lifecycle.StartupException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;

/// Where a server listens.
///
/// @param key the setting that says so, named in messages
/// @param url `http://HOST:PORT`, HOST an IP literal or `localhost`, PORT 0 for any free one
/// @param security what the server shows to its clients
public record Listen(String key, String url, Security security) {

    private static final Logger LOGGER = LoggerFactory.getLogger(Listen.class);

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
        if (!endpoint.scheme().equals(security.serverScheme())) {
            throw failure(
                    "this server is set up for "
                            + security.serverScheme()
                            + (security.server().isEmpty() ? ": there is no TLS file" : ""));
        }
        return endpoint.bindAddress()
                .orElseThrow(() -> failure("the host must be an IP address or localhost"));
    }

    /// The socket address of a server that takes commands: without TLS it must be one that only
    /// this machine reaches, unless the settings say otherwise.
    ///
    /// @throws StartupException when the URL names none, or one that is open to others
    InetSocketAddress protectedAddress() {
        InetSocketAddress address = address();
        if (security.server().isPresent() || address.getAddress().isLoopbackAddress()) {
            return address;
        }
        if (!security.insecure()) {
            throw new StartupException(
                    ("will not listen on %s (%s): without TLS whoever reaches that address could"
                                    + " use it; set up TLS (tls_config.toml, --tls-config), or"
                                    + " allow it (--insecure, general.insecure = true), or use a"
                                    + " loopback address such as 127.0.0.1")
                            .formatted(url, key));
        }
        LOGGER.warn(
                "insecure: {} ({}) has no TLS and is not on a loopback address: whoever reaches it"
                        + " may use it",
                url,
                key);
        return address;
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
