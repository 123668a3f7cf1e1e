package io.edgeless.process.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeless.process.grpc.Listen;
import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.Counters;
import io.edgeless.world.Labels;
import io.edgeless.world.Metric;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

class MetricsServerTest {

    private enum Thing implements Metric {
        EVENTS_DROPPED("Events dropped, with \"reason\"."),
        FUNCTION_COUNT("."),
        EXECUTION_TIMES(".");

        private final String help;

        Thing(String help) {
            this.help = help;
        }

        @Override
        public String help() {
            return help;
        }

        @Override
        public String exported() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Counters counters = new Counters();
    private final AtomicReference<Optional<String>> unready =
            new AtomicReference<>(Optional.empty());
    private final Health health = new Health();
    private final MetricsServer server =
            MetricsServer.open(
                    Listen.plain("telemetry.metrics_url", "http://127.0.0.1:0"), counters, health);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private HttpResponse<String> ask(String method, String path)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void metrics_areOpenMetricsText() throws Exception {
        counters.counter(Thing.EVENTS_DROPPED, Labels.of("reason", "full \"box\"\n\\")).add(3);
        counters.gauge(Thing.FUNCTION_COUNT, Labels.of("node_id", "n")).add(2);
        counters.gauge(Thing.FUNCTION_COUNT, Labels.of("node_id", "o"), () -> 0.25);
        counters.histogram(Thing.EXECUTION_TIMES, Labels.of("node_id", "n"))
                .observeNanos(250_000_000);

        HttpResponse<String> response = ask("GET", "/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(response.body())
                .isEqualTo(
                        """
                        # HELP events_dropped Events dropped, with \\"reason\\".
                        # TYPE events_dropped counter
                        events_dropped_total{reason="full \\"box\\"\\n\\\\"} 3
                        # HELP execution_times .
                        # TYPE execution_times histogram
                        execution_times_sum{node_id="n"} 0.25
                        execution_times_count{node_id="n"} 1
                        execution_times_bucket{le="0.1",node_id="n"} 0
                        execution_times_bucket{le="0.2",node_id="n"} 0
                        execution_times_bucket{le="0.3",node_id="n"} 1
                        execution_times_bucket{le="0.4",node_id="n"} 1
                        execution_times_bucket{le="0.5",node_id="n"} 1
                        execution_times_bucket{le="0.6",node_id="n"} 1
                        execution_times_bucket{le="0.7",node_id="n"} 1
                        execution_times_bucket{le="0.8",node_id="n"} 1
                        execution_times_bucket{le="0.9",node_id="n"} 1
                        execution_times_bucket{le="1.0",node_id="n"} 1
                        execution_times_bucket{le="+Inf",node_id="n"} 1
                        # HELP function_count .
                        # TYPE function_count gauge
                        function_count{node_id="n"} 2
                        function_count{node_id="o"} 0.25
                        # EOF
                        """);
    }

    @Test
    void healthz_isOkUntilSomethingFails() throws Exception {
        List<String> passedOn = new ArrayList<>();
        Consumer<String> failed = health.reporting(passedOn::add);
        health.started(unready::get);
        unready.set(Optional.of("not registered"));
        assertThat(ask("GET", "/healthz").body()).isEqualTo("ok\n");

        failed.accept("the disk is full");
        failed.accept("and more");

        HttpResponse<String> response = ask("GET", "/healthz");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("the disk is full\n");
        assertThat(ask("GET", "/readyz").body()).isEqualTo("the disk is full\n");
        assertThat(passedOn).containsExactly("the disk is full", "and more");
    }

    @Test
    void healthz_saysWhichPartIsStuck() throws Exception {
        AtomicReference<Optional<String>> pulse = new AtomicReference<>(Optional.empty());
        health.watch(pulse::get);
        assertThat(ask("GET", "/healthz").statusCode()).isEqualTo(200);

        pulse.set(Optional.of("stuck"));

        assertThat(ask("GET", "/healthz").body()).isEqualTo("stuck\n");
    }

    @Test
    void readyz_saysWhyNot() throws Exception {
        assertThat(ask("GET", "/readyz").body()).isEqualTo("starting\n");
        health.started(unready::get);
        assertThat(ask("GET", "/readyz").statusCode()).isEqualTo(200);

        unready.set(Optional.of("not registered"));

        HttpResponse<String> response = ask("GET", "/readyz");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("not registered\n");
    }

    @Test
    void readyz_ofAProgramThatStops_is503() throws Exception {
        health.started(Optional::empty);

        health.stopping();

        assertThat(ask("GET", "/readyz").statusCode()).isEqualTo(503);
        assertThat(ask("GET", "/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void otherRequests_areAnswered() throws Exception {
        assertThat(ask("GET", "/").statusCode()).isEqualTo(404);
        assertThat(ask("GET", "/metrics/more").statusCode()).isEqualTo(404);
        assertThat(ask("POST", "/metrics").statusCode()).isEqualTo(405);
        HttpResponse<String> head = ask("HEAD", "/metrics");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void gaugeThatThrows_isAnsweredWith500_andTheServerGoesOn() throws Exception {
        counters.gauge(
                Thing.FUNCTION_COUNT,
                Labels.none(),
                () -> {
                    throw new IllegalStateException("no reading");
                });

        assertThat(ask("GET", "/metrics").statusCode()).isEqualTo(500);
        assertThat(ask("GET", "/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void open_onUsedPort_saysWhatToChange() {
        assertThatThrownBy(() ->
                        MetricsServer.open(
                                Listen.plain(
                                        "telemetry.metrics_url",
                                        "http://127.0.0.1:" + server.port()),
                                counters,
                                health))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("the port is in use")
                .hasMessageEndingWith("change telemetry.metrics_url");
    }
}
