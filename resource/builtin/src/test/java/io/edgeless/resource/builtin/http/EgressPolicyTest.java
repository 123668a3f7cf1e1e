package io.edgeless.resource.builtin.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.world.SettingsReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

final class EgressPolicyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // allow             | deny           | host            | port | addresses      | ok
                "*                   |                | example.org     | 80   | 93.184.216.34  |"
                        + " true",
                "*                   |                | localhost       | 80   | 127.0.0.1      |"
                        + " true",
                "*                   |                | metadata        | 80   | 169.254.169.254|"
                        + " false",
                "*                   |                | x               | 80   | fe80::1        |"
                        + " false",
                "*                   |                | x               | 80   | fd00:ec2::254  |"
                        + " false",
                "*                   |                | x               | 80   | 1.2.3.4"
                        + " 169.254.0.1 | false",
                "* 169.254.0.0/16    |                | metadata        | 80   | 169.254.169.254|"
                        + " true",
                "* metadata          |                | metadata        | 80   | 169.254.169.254|"
                        + " true",
                "* private           |                | x               | 80   | 169.254.169.254|"
                        + " true",
                "*                   | private        | localhost       | 80   | 127.0.0.1      |"
                        + " false",
                "*                   | private        | x               | 80   | 0.0.0.0        |"
                        + " false",
                "*                   | private        | x               | 80   | 10.1.2.3       |"
                        + " false",
                "*                   | private        | x               | 80   | 100.127.0.1    |"
                        + " false",
                "*                   | private        | x               | 80   | 100.128.0.1    |"
                        + " true",
                "*                   | private        | x               | 80   | ::1            |"
                        + " false",
                "*                   | private        | x               | 80   | ::ffff:10.0.0.1|"
                        + " false",
                "*                   | private        | x               | 80   | fd12::1        |"
                        + " false",
                "*                   | private        | x               | 80   | 224.0.0.1      |"
                        + " false",
                "*                   | private        | x               | 80   | 8.8.8.8 10.0.0.1 |"
                        + " false",
                "*                   | private        | example.org     | 80   | 93.184.216.34  |"
                        + " true",
                "*                   | bad.org        | BAD.org         | 80   | 93.184.216.34  |"
                        + " false",
                "*                   | *.bad.org      | a.b.bad.org     | 80   | 93.184.216.34  |"
                        + " false",
                "*                   | *.bad.org      | bad.org         | 80   | 93.184.216.34  |"
                        + " true",
                "*                   | 10.0.0.0/8:22  | x               | 22   | 10.0.0.1       |"
                        + " false",
                "*                   | 10.0.0.0/8:22  | x               | 80   | 10.0.0.1       |"
                        + " true",
                "*                   | [::1]:80       | x               | 80   | ::1            |"
                        + " false",
                "*                   | ::1            | x               | 81   | ::1            |"
                        + " false",
                "example.org         |                | example.org     | 80   | 10.0.0.1       |"
                        + " true",
                "example.org:443     |                | example.org     | 80   | 93.184.216.34  |"
                        + " false",
                "*.example.org       |                | a.example.org   | 80   | 93.184.216.34  |"
                        + " true",
                "*.example.org       |                | aexample.org    | 80   | 93.184.216.34  |"
                        + " false",
                "10.0.0.0/31         |                | x               | 80   | 10.0.0.1       |"
                        + " true",
                "10.0.0.0/31         |                | x               | 80   | 10.0.0.2       |"
                        + " false",
                "10.0.0.0/31         |                | x               | 80   | 10.0.0.1 10.0.0.2"
                        + " | false",
                "0.0.0.0/0           |                | x               | 80   | ::1            |"
                        + " false",
                "example.org         | 10.0.0.0/8     | example.org     | 80   | 10.0.0.1       |"
                        + " false",
            })
    void target_isReachedIfAllowedAndNotDenied(
            String allow, String deny, String host, int port, String addresses, boolean isReached) {
        var policy = new EgressPolicy(patterns(allow), patterns(deny));
        List<InetAddress> all =
                Arrays.stream(addresses.split(" ", -1)).map(InetAddress::ofLiteral).toList();
        assertThat(policy.refusal(host, port, all).isEmpty()).isEqualTo(isReached);
    }

    private static List<EgressPattern> patterns(@org.jspecify.annotations.Nullable String texts) {
        return texts == null
                ? List.of()
                : Arrays.stream(texts.split(" ", -1))
                        .map(text -> EgressPattern.parse(text).orElseThrow())
                        .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "http://x",
                "x/8",
                "1.2.3.4/33",
                "1.2.3.4/x",
                "1.2.3.4.5",
                "x:0",
                "x:65536",
                "x:y",
                "*.",
                "*.*",
                "a*",
                "[::1",
                "::1/129",
                "-a"
            })
    void pattern_thatIsNone_isAProblemOfTheSettings(String text) {
        assertThat(EgressPattern.parse(text)).isEmpty();
        var reader =
                SettingsReader.of(
                        new HashMap<>(Map.of("http_egress_deny", List.of(text))), "node.toml");
        HttpEgressSettings.read(reader);
        assertThat(reader.problems()).singleElement().asString().contains("http_egress_deny holds");
    }

    @Test
    void settings_byDefault_allowAll() {
        var settings = HttpEgressSettings.read(SettingsReader.of(Map.of(), "node.toml"));
        InetAddress loopback = InetAddress.getLoopbackAddress();
        assertThat(settings.policy().refusal("x", 80, List.of(loopback))).isEmpty();
        assertThat(settings.connectWithin()).hasSeconds(3);
        assertThat(settings.within()).hasSeconds(10);
        assertThat(settings.bodyBytesMax()).isEqualTo(1 << 20);
        assertThat(settings.requestsMax()).isEqualTo(64);
    }

    @Test
    void settings_withAnEmptyList_allowNothing() {
        var reader = SettingsReader.of(new HashMap<>(Map.of("http_egress_allow", List.of())), "f");
        InetAddress loopback = InetAddress.getLoopbackAddress();
        assertThat(HttpEgressSettings.read(reader).policy().refusal("x", 80, List.of(loopback)))
                .isPresent();
    }
}
