package io.edgeless.process.grpc;

import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.Network;
import io.edgeless.world.SettingsReader;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An address as people write it in the configuration and as the programs announce it to each
/// other: `scheme://host:port`.
///
/// @param scheme one of http, https, coap
/// @param host a name or an IP literal (version 6 in brackets); not empty
/// @param port 0 (any free one, only to listen) to 65535
public record Endpoint(String scheme, String host, int port) {

    private static final Pattern URL = Pattern.compile("(\\w+)://(.*):(\\d{1,5})");
    private static final Set<String> SCHEMES = Set.of("http", "https", "coap");
    private static final int PORT_MAX = 65_535;

    /// Reads the URL; empty when it is none of these.
    public static Optional<Endpoint> parse(String url) {
        Matcher matcher = URL.matcher(url);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var endpoint =
                new Endpoint(
                        matcher.group(1), matcher.group(2), Integer.parseInt(matcher.group(3)));
        return endpoint.isValid() ? Optional.of(endpoint) : Optional.empty();
    }

    /// What to tell others: the announced URL itself, or, when that is empty, the bind URL with the
    /// machine's first address that others may reach.
    ///
    /// @throws StartupException when a URL is malformed or the machine has no such address
    public static Endpoint announced(String announced, String bind, Network network) {
        if (!announced.isEmpty()) {
            return required(announced);
        }
        Endpoint local = required(bind);
        return network.firstNonLoopbackIpv4()
                .map(address -> new Endpoint(local.scheme, address, local.port))
                .orElseThrow(() ->
                        new StartupException(
                                "nothing to announce for "
                                        + bind
                                        + ": this machine has no IPv4 address besides"
                                        + " loopback; set the announced URL"));
    }

    /// The endpoint of a URL of the configuration.
    ///
    /// @throws StartupException when the URL is malformed
    public static Endpoint required(String url) {
        return parse(url)
                .orElseThrow(() ->
                        new StartupException("'" + url + "' must have the form http://HOST:PORT"));
    }

    /// A URL of the configuration that may be missing or empty: then there is none. A problem of
    /// the reader when it is malformed.
    public static String optionalUrl(SettingsReader table, String key) {
        String url = table.string(key, "");
        if (!url.isEmpty() && parse(url).isEmpty()) {
            table.problem(key, "must be empty or have the form http://HOST:PORT, but is " + url);
        }
        return url;
    }

    /// The same with the port that a server got when it asked for any.
    public Endpoint withPort(int newPort) {
        return new Endpoint(scheme, host, newPort);
    }

    /// The text form.
    public String url() {
        return scheme + "://" + host + ":" + port;
    }

    /// The socket address to listen on: no name service is asked. Empty unless the host is an IP
    /// literal or `localhost`.
    public Optional<InetSocketAddress> bindAddress() {
        if (host.equals("localhost")) {
            return Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
        try {
            return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(bareHost()), port));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// The host without the brackets of an IPv6 literal.
    String bareHost() {
        return host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1)
                : host;
    }

    private boolean isValid() {
        return SCHEMES.contains(scheme) && !host.isBlank() && port <= PORT_MAX;
    }
}
