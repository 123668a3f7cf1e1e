package io.edgeless.resource.builtin.http;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/// Which targets an entry of `http_egress_allow` or `http_egress_deny` means. Written as `*`,
/// `private`, a name (`api.example.org`), names below one (`*.example.org`), an address or a block
/// of them (`10.0.0.0/8`); names and addresses may have a port behind a colon (IPv6 in brackets).
///
/// @param port empty = every port
record EgressPattern(Kind kind, Optional<Integer> port) {

    private static final int PORT_MAX = 65_535;

    /// What it looks at.
    sealed interface Kind {}

    /// Everything.
    record Any() implements Kind {}

    /// All addresses that are not of the public internet.
    record Private() implements Kind {}

    record Name(String name) implements Kind {}

    /// @param suffix with the dot in front
    record Below(String suffix) implements Kind {}

    record Block(AddressBlock block) implements Kind {}

    /// Empty when the text is no pattern.
    static Optional<EgressPattern> parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        int colon = lower.lastIndexOf(':');
        boolean isBareIpv6 = !lower.startsWith("[") && lower.indexOf(':') != colon;
        if (colon < 0 || isBareIpv6 || lower.endsWith("]")) {
            return kind(lower).map(kind -> new EgressPattern(kind, Optional.empty()));
        }
        Optional<Integer> port = port(lower.substring(colon + 1));
        return port.isEmpty()
                ? Optional.empty()
                : kind(lower.substring(0, colon)).map(kind -> new EgressPattern(kind, port));
    }

    private static Optional<Integer> port(String text) {
        try {
            return Optional.of(Integer.parseInt(text)).filter(port -> port > 0 && port <= PORT_MAX);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Kind> kind(String text) {
        if (text.equals("*")) {
            return Optional.of(new Any());
        }
        if (text.equals("private")) {
            return Optional.of(new Private());
        }
        if (text.startsWith("*.")) {
            return isName(text.substring(2))
                    ? Optional.of(new Below(text.substring(1)))
                    : Optional.empty();
        }
        Optional<AddressBlock> block = AddressBlock.parse(text);
        if (block.isPresent()) {
            return Optional.of(new Block(block.get()));
        }
        return isName(text) ? Optional.of(new Name(text)) : Optional.empty();
    }

    private static boolean isName(String text) {
        return text.matches("[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?") && !text.matches("[0-9.]+");
    }

    /// Whether it names this host.
    ///
    /// @param name in lower case
    boolean matchesName(String name, int port) {
        return hasPort(port)
                && switch (kind) {
                    case Name(String own) -> own.equals(name);
                    case Below(String suffix) -> name.endsWith(suffix);
                    case Any _, Private _, Block _ -> false;
                };
    }

    /// Whether it means this address.
    boolean matchesAddress(InetAddress address, int port) {
        return hasPort(port)
                && switch (kind) {
                    case Any _ -> true;
                    case Private _ -> AddressBlock.isPrivate(address);
                    case Block(AddressBlock block) -> block.contains(address);
                    case Name _, Below _ -> false;
                };
    }

    boolean isAny() {
        return kind instanceof Any;
    }

    private boolean hasPort(int other) {
        return port.isEmpty() || port.get() == other;
    }

    /// Neighbouring addresses: those that begin with the same bits.
    record AddressBlock(InetAddress first, int bits) {

        private static final AddressBlock SHARED = known("100.64.0.0", 10);
        private static final AddressBlock UNIQUE_LOCAL = known("fc00::", 7);

        private static AddressBlock known(String first, int bits) {
            return new AddressBlock(InetAddress.ofLiteral(first), bits);
        }

        static Optional<AddressBlock> parse(String text) {
            int slash = text.indexOf('/');
            String address = slash < 0 ? text : text.substring(0, slash);
            try {
                InetAddress first = InetAddress.ofLiteral(withoutBrackets(address));
                int bitsMax = first.getAddress().length * Byte.SIZE;
                int bits = slash < 0 ? bitsMax : Integer.parseInt(text.substring(slash + 1));
                return bits < 0 || bits > bitsMax
                        ? Optional.empty()
                        : Optional.of(new AddressBlock(first, bits));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        private static String withoutBrackets(String text) {
            return text.startsWith("[") && text.endsWith("]")
                    ? text.substring(1, text.length() - 1)
                    : text;
        }

        static boolean isPrivate(InetAddress address) {
            return address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || address.isSiteLocalAddress()
                    || address.isLinkLocalAddress()
                    || address.isMulticastAddress()
                    || SHARED.contains(address)
                    || UNIQUE_LOCAL.contains(address);
        }

        boolean contains(InetAddress other) {
            byte[] mine = first.getAddress();
            byte[] others = other.getAddress();
            if (mine.length != others.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % Byte.SIZE);
                int at = bit / Byte.SIZE;
                if ((mine[at] & mask) != (others[at] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
