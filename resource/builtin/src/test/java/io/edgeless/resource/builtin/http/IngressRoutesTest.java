package io.edgeless.resource.builtin.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.InstanceId;
import io.edgeless.component.ResourceHost;
import io.edgeless.world.Chance;
import io.edgeless.world.World;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

final class IngressRoutesTest {

    private final World world = World.real();
    private final FixedChance chance = new FixedChance();
    private final IngressRoutes routes = new IngressRoutes(chance);

    private static final class FixedChance implements Chance {
        int drawn;

        @Override
        public long nextLong() {
            return drawn;
        }

        @Override
        public int nextInt(int bound) {
            return drawn;
        }
    }

    @AfterEach
    void closeTimers() {
        world.timers().close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // host configured | method configured | wf_id | host sent  | method | wf_id sent |
                // match
                "             |          |       | h          | GET    |     | true",
                "''           |          |       | h          | GET    |     | true",
                "h            |          |       | h          | GET    |     | true",
                "h            |          |       | x          | GET    |     | false",
                "h:80         |          |       | h:80       | GET    |     | true",
                "h:80         |          |       | h          | GET    |     | false",
                "h:80         |          |       | h:81       | GET    |     | false",
                "h            |          |       | h:80       | GET    |     | true",
                "h            |          |       | H          | GET    |     | true",
                "H.org        |          |       | h.ORG:80   | GET    |     | true",
                "H.org:80     |          |       | h.ORG:80   | GET    |     | true",
                "[::1]        |          |       | [::1]:80   | GET    |     | true",
                "[::1]:80     |          |       | [::1]      | GET    |     | false",
                "             | GET      |       | h          | GET    |     | true",
                "             | GET      |       | h          | POST   |     | false",
                "             | GET,POST |       | h          | POST   |     | true",
                "             | get, post|       | h          | POST   |     | true",
                "             | ''       |       | h          | POST   |     | true",
                "             |          | true  | h          | GET    |     | false",
                "             |          | true  | h          | GET    | x   | false",
                "             |          | TRUE  | h          | GET    | wf  | true",
                "             |          | false | h          | GET    | x   | true",
                "             |          | yes   | h          | GET    | x   | true",
            })
    void request_isTakenByTheRuleItFits(
            @Nullable String host,
            @Nullable String methods,
            @Nullable String needsWorkflow,
            String sentHost,
            Method method,
            @Nullable String sentWorkflow,
            boolean isTaken) {
        for (String key : new String[] {"method", "methods"}) {
            Map<String, String> configuration = new HashMap<>();
            putIfGiven(configuration, "host", host);
            putIfGiven(configuration, key, methods);
            putIfGiven(configuration, "wf_id", needsWorkflow);
            HttpIngressResource resource = added(configuration);
            var found = routes.find(sentHost, method, Optional.ofNullable(sentWorkflow));
            assertThat(found.isPresent()).isEqualTo(isTaken);
            resource.close();
            assertThat(routes.find(sentHost, method, Optional.ofNullable(sentWorkflow))).isEmpty();
        }
    }

    private static void putIfGiven(
            Map<String, String> configuration, String key, @Nullable String value) {
        if (value != null) {
            configuration.put(key, value);
        }
    }

    @Test
    void severalMatches_areDrawnByLot_alikeWithAndWithoutHost() {
        HttpIngressResource named = added(Map.of("host", "h"));
        HttpIngressResource open = added(Map.of());
        added(Map.of("host", "other"));
        assertThat(found("h", 0)).hasValue(named);
        assertThat(found("h", 1)).hasValue(open);
    }

    @Test
    void matchOfV12_isTakenBeforeALenientOne() {
        HttpIngressResource lenient = added(Map.of("host", "H"));
        HttpIngressResource exact = added(Map.of("host", "h"));
        assertThat(found("h", 0)).hasValue(exact);
        exact.close();
        assertThat(found("h", 0)).hasValue(lenient);
    }

    @Test
    void methodOfV12_winsOverTheSecondName() {
        added(Map.of("method", "GET", "methods", "POST"));
        assertThat(routes.find("h", Method.GET, Optional.empty())).isPresent();
        assertThat(routes.find("h", Method.POST, Optional.empty())).isEmpty();
    }

    @Test
    void unpatchedResource_takesNothing() {
        open(Map.of());
        assertThat(found("h", 0)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET,", "OPTIONS", "GET POST", ",", "Get;Post"})
    void methods_thatAreNone_areInvalid(String methods) {
        assertThat(IngressRule.of(Map.of("method", methods)))
                .isInstanceOf(IngressRule.Invalid.class);
    }

    private Optional<HttpIngressResource> found(String host, int drawn) {
        chance.drawn = drawn;
        return routes.find(host, Method.GET, Optional.empty());
    }

    private HttpIngressResource added(Map<String, String> configuration) {
        HttpIngressResource resource = open(configuration);
        assertThat(resource.patched(Set.of("new_request"))).isEmpty();
        return resource;
    }

    private HttpIngressResource open(Map<String, String> configuration) {
        IngressRule.Read read = IngressRule.of(configuration);
        assertThat(read).isInstanceOf(IngressRule.Valid.class);
        var host = new ResourceHost(InstanceId.NONE, "wf", new ScriptedOutputs(), world);
        return HttpIngressResource.open(
                ((IngressRule.Valid) read).rule(), "http://h", routes, host);
    }
}
