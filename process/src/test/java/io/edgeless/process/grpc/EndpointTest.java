package io.edgeless.process.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.Network;
import io.edgeless.world.simulated.FixedNetwork;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    private static final Network ONLINE = FixedNetwork.online();

    @Test
    void parse_takesItApartAndUrlPutsItTogether() {
        Endpoint endpoint = Endpoint.parse("http://node-1.example.org:7005").orElseThrow();

        assertThat(endpoint).isEqualTo(new Endpoint("http", "node-1.example.org", 7005));
        assertThat(endpoint.url()).isEqualTo("http://node-1.example.org:7005");
        assertThat(endpoint.withPort(1).url()).isEqualTo("http://node-1.example.org:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://",
                "http://host",
                "http://:80",
                "http:// :80",
                "http://h:65536",
                "http://h:99999999999999999999",
                "http://h:-1",
                "ftp://h:21",
                "h:80",
                "http://h:80/",
                " http://h:80"
            })
    void parse_ofAnythingElse_isEmpty(String url) {
        assertThat(Endpoint.parse(url)).isEmpty();
    }

    @Test
    void bindAddress_isForLiteralsAndLocalhostOnly() {
        assertThat(Endpoint.required("http://0.0.0.0:80").bindAddress()).isPresent();
        assertThat(Endpoint.required("http://[::1]:80").bindAddress()).isPresent();
        assertThat(Endpoint.required("http://localhost:80").bindAddress())
                .hasValueSatisfying(
                        address -> assertThat(address.getAddress().isLoopbackAddress()).isTrue());
        assertThat(Endpoint.required("http://localhost.:80").bindAddress()).isEmpty();
        assertThat(Endpoint.required("http://1.2.3.4.5:80").bindAddress()).isEmpty();
    }

    @Test
    void announced_isTakenAsItIs() {
        assertThat(Endpoint.announced("http://gw:1", "http://0.0.0.0:7005", ONLINE).url())
                .isEqualTo("http://gw:1");
    }

    @Test
    void announced_whenEmpty_isTheMachinesAddressWithTheBindPort() {
        assertThat(Endpoint.announced("", "http://0.0.0.0:7005", ONLINE).url())
                .isEqualTo("http://192.0.2.1:7005");
    }

    @Test
    void announced_withoutNetwork_saysWhatToSet() {
        Network offline = FixedNetwork.offline();

        assertThatThrownBy(() -> Endpoint.announced("", "http://0.0.0.0:7005", offline))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("set the announced URL");
    }

    @Test
    void announced_thatIsMalformed_isRefused() {
        assertThatThrownBy(() -> Endpoint.announced("gw", "http://0.0.0.0:7005", ONLINE))
                .isInstanceOf(StartupException.class)
                .hasMessage("'gw' must have the form http://HOST:PORT");
    }
}
