package io.edgeless.resource.builtin.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where a request goes.
///
/// @param uri with the scheme http or https and a host, without user information
record EgressTarget(URI uri) {

    private static final int PORT_OF_HTTP = 80;
    private static final int PORT_OF_HTTPS = 443;
    private static final String ILLEGAL_IN_URI = " \"<>\\^`{|}";

    /// Empty when host and path are no URL.
    static Optional<EgressTarget> of(RequestMessage request) {
        String scheme = request.protocol() == Protocol.HTTPS ? "https" : "http";
        return of(scheme + "://" + request.host() + request.path());
    }

    static Optional<EgressTarget> of(String url) {
        try {
            return Optional.of(new EgressTarget(new URI(escaped(url))))
                    .filter(EgressTarget::isUsable);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /// Where a redirect leads; empty when that is no URL.
    Optional<EgressTarget> redirected(String location) {
        try {
            return Optional.of(new EgressTarget(uri.resolve(new URI(escaped(location)))))
                    .filter(EgressTarget::isUsable);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private boolean isUsable() {
        String scheme = uri.getScheme();
        return uri.getHost() != null
                && uri.getRawUserInfo() == null
                && ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme));
    }

    /// Encodes what people write into URLs though it does not belong there.
    private static String escaped(String url) {
        var escaped = new StringBuilder();
        url.codePoints()
                .forEach(c -> {
                    String one = Character.toString(c);
                    boolean isLegal = c > ' ' && c < 0x7f && !ILLEGAL_IN_URI.contains(one);
                    escaped.append(isLegal ? one : percent(one));
                });
        return escaped.toString();
    }

    private static String percent(String text) {
        var encoded = new StringBuilder();
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            encoded.append(String.format(Locale.ROOT, "%%%02X", one));
        }
        return encoded.toString();
    }

    boolean isSecure() {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    /// Without the brackets of an IPv6 address.
    String host() {
        return String.valueOf(uri.getHost()).replaceAll("[\\[\\]]", "");
    }

    int port() {
        int standard = isSecure() ? PORT_OF_HTTPS : PORT_OF_HTTP;
        return uri.getPort() < 0 ? standard : uri.getPort();
    }

    /// Whether both are the same server, so that credentials for one may go to the other.
    boolean isSameOrigin(EgressTarget other) {
        return isSecure() == other.isSecure()
                && port() == other.port()
                && host().equalsIgnoreCase(other.host());
    }

    /// Every address of the host; none when it is not known.
    List<InetAddress> addresses() {
        try {
            return List.of(InetAddress.getAllByName(host()));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }
}
