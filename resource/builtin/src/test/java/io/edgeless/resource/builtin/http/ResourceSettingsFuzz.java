package io.edgeless.resource.builtin.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.fuzzing.Choices;
import io.edgeless.fuzzing.Completeness;
import io.edgeless.fuzzing.FuzzTarget;
import io.edgeless.world.SettingsReader;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The settings and configurations of the HTTP resources with values of any type: problems are told
/// and not thrown, and numbers stay within their ranges.
final class ResourceSettingsFuzz implements FuzzTarget {

    private static final List<String> KEYS =
            List.of(
                    "http_ingress_url",
                    "http_ingress_body_bytes_max",
                    "http_ingress_requests_max",
                    "http_ingress_answer_seconds",
                    "http_egress_allow",
                    "http_egress_deny",
                    "http_egress_seconds",
                    "http_egress_body_bytes_max",
                    "http_egress_requests_max");

    private static final List<String> RULE_KEYS =
            List.of("host", "method", "methods", "wf_id", "async", "encode_base64");

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        var choices = new Choices(input);
        Map<String, Object> values = new HashMap<>();
        Map<String, String> rule = new HashMap<>();
        while (choices.hasMore()) {
            values.put(choices.one(KEYS), value(choices));
            rule.put(choices.one(RULE_KEYS), choices.text(20));
        }
        var reader = SettingsReader.of(values, "node.toml");
        HttpEgressSettings egress = HttpEgressSettings.read(reader);
        Completeness.check(egress);
        assertThat(egress.requestsMax()).isPositive();
        HttpIngressSettings.read(reader)
                .ifPresent(ingress -> {
                    Completeness.check(ingress);
                    assertThat(ingress.host()).isNotBlank();
                    assertThat(ingress.port()).isBetween(0, 65_535);
                    assertThat(ingress.bodiesBytesMax()).isNotNegative();
                });
        Completeness.check(reader.problems());
        Completeness.check(IngressRule.of(rule));
    }

    private static Object value(Choices choices) {
        return switch (choices.below(5)) {
            case 0 -> choices.number();
            case 1 -> choices.yes();
            case 2 -> List.of(choices.text(30), choices.text(30));
            case 3 -> "http://" + choices.text(30);
            default -> choices.text(40);
        };
    }

    @Override
    public int mutantsInBuild() {
        return 600;
    }
}
