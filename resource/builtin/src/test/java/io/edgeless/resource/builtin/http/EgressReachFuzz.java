package io.edgeless.resource.builtin.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.fuzzing.FuzzTarget;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Patterns of what may be reached, and the URLs and redirects they are held against: lines, the
/// first a pattern, the second a URL, the third a redirect. No name is looked up. What is denied is
/// refused whatever is allowed, and a redirect is a URL with a host like any other.
final class EgressReachFuzz implements FuzzTarget {

    private static final List<InetAddress> ADDRESSES =
            List.of(
                    InetAddress.ofLiteral("10.1.2.3"),
                    InetAddress.ofLiteral("169.254.169.254"),
                    InetAddress.ofLiteral("fe80::1"),
                    InetAddress.ofLiteral("2001:db8::7"));

    private static final EgressPattern ANY = EgressPattern.parse("*").orElseThrow();

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", 3);
        Optional<EgressPattern> pattern = EgressPattern.parse(lines[0]);
        if (lines.length < 2) {
            return;
        }
        EgressTarget.of(lines[1])
                .ifPresent(target -> {
                    pattern.ifPresent(denied -> checkDenied(denied, target));
                    if (lines.length > 2) {
                        target.redirected(lines[2]).ifPresent(EgressReachFuzz::checkTarget);
                    }
                });
    }

    private static void checkDenied(EgressPattern denied, EgressTarget target) {
        var policy = new EgressPolicy(List.of(ANY), List.of(denied));
        for (InetAddress address : ADDRESSES) {
            boolean matches =
                    denied.matchesAddress(address, target.port())
                            || denied.matchesName(
                                    target.host().toLowerCase(Locale.ROOT), target.port());
            Optional<String> refusal =
                    policy.refusal(target.host(), target.port(), List.of(address));
            if (matches) {
                assertThat(refusal).isPresent();
            }
        }
    }

    private static void checkTarget(EgressTarget target) {
        assertThat(target.host()).isNotEmpty();
        assertThat(target.uri().getScheme()).matches("(?i)https?");
    }

    @Override
    public int mutantsInBuild() {
        return 1_000;
    }
}
