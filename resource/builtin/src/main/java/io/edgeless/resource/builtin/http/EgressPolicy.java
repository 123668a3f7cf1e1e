package io.edgeless.resource.builtin.http;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Which targets functions may reach. A target is what the request names and every address this
/// stands for. What is denied is denied; of the rest must be allowed the name or each address.
/// Link-local addresses (where clouds keep the credentials of their machines) are allowed by none
/// but an entry of their own, not by `*`. Immutable.
record EgressPolicy(List<EgressPattern> allowed, List<EgressPattern> denied) {

    /// Where one cloud keeps such credentials under IPv6.
    private static final InetAddress CREDENTIALS = InetAddress.ofLiteral("fd00:ec2::254");

    EgressPolicy {
        allowed = List.copyOf(allowed);
        denied = List.copyOf(denied);
    }

    /// Why a target is out of reach; empty when it is not.
    ///
    /// @param host as the request names it
    /// @param addresses all that the host stands for
    Optional<String> refusal(String host, int port, List<InetAddress> addresses) {
        String name = host.toLowerCase(Locale.ROOT);
        if (denied.stream().anyMatch(pattern -> pattern.matchesName(name, port))) {
            return refused(host, port);
        }
        boolean isNamed = allowed.stream().anyMatch(pattern -> pattern.matchesName(name, port));
        for (InetAddress address : addresses) {
            if (isDenied(address, port) || !(isNamed || isAllowed(address, port))) {
                return refused(host + " (" + address.getHostAddress() + ")", port);
            }
        }
        return Optional.empty();
    }

    private boolean isDenied(InetAddress address, int port) {
        return denied.stream().anyMatch(pattern -> pattern.matchesAddress(address, port));
    }

    private boolean isAllowed(InetAddress address, int port) {
        boolean needsOwnEntry = address.isLinkLocalAddress() || address.equals(CREDENTIALS);
        return allowed.stream()
                .filter(pattern -> !(needsOwnEntry && pattern.isAny()))
                .anyMatch(pattern -> pattern.matchesAddress(address, port));
    }

    private static Optional<String> refused(String target, int port) {
        return Optional.of(
                target
                        + " port "
                        + port
                        + " is out of reach; see http_egress_allow and http_egress_deny in the"
                        + " configuration of the node");
    }
}
