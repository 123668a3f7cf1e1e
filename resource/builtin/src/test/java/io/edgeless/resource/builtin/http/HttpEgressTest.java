package io.edgeless.resource.builtin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventContext;
import io.edgeless.api.model.EventKind;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.component.Outcome;
import io.edgeless.component.Resource;
import io.edgeless.component.ResourceHost;
import io.edgeless.component.ResourceProvider;
import io.edgeless.component.ResourceProvider.ResourceStart;
import io.edgeless.world.Counters;
import io.edgeless.world.Labels;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

@Timeout(60)
final class HttpEgressTest {

    private final Counters counters = new Counters();
    private final World world = World.real();
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private HttpServer server;
    private Optional<ResourceProvider> opened = Optional.empty();

    /// Answers `/to/STATUS/TARGET` with a redirect there, `/loop` with one to itself, `/slow` when
    /// told to, `/stuck` with half a body, and all else with the body it was sent.
    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String body = text(exchange.getRequestBody().readAllBytes());
        String path = exchange.getRequestURI().toString();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        seen.add(
                "%s %s auth=%s body=%s"
                        .formatted(exchange.getRequestMethod(), path, authorization, body));
        exchange.getResponseHeaders().set("X-Name", "value");
        exchange.getResponseHeaders()
                .put("X-Accept", exchange.getRequestHeaders().getOrDefault("Accept", List.of()));
        if (path.startsWith("/to/")) {
            exchange.getResponseHeaders().set("Location", path.substring(8));
            exchange.sendResponseHeaders(Integer.parseInt(path.substring(4, 7)), -1);
            return;
        }
        switch (path) {
            case "/loop" -> {
                exchange.getResponseHeaders().set("Location", "/loop");
                exchange.sendResponseHeaders(302, -1);
            }
            case "/stuck" -> {
                exchange.sendResponseHeaders(200, 10);
                exchange.getResponseBody().write(1);
                exchange.getResponseBody().flush();
                waitFor(release);
            }
            case "/slow" -> {
                arrived.countDown();
                waitFor(release);
                exchange.sendResponseHeaders(200, -1);
            }
            default -> echo(exchange, body);
        }
    }

    private static void echo(HttpExchange exchange, String body) throws IOException {
        byte[] answer = ("echo:" + body).getBytes(StandardCharsets.ISO_8859_1);
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(200, isHead ? -1 : answer.length);
        if (!isHead) {
            exchange.getResponseBody().write(answer);
            exchange.getResponseBody().close();
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        release.countDown();
        opened.ifPresent(ResourceProvider::close);
        server.stop(0);
        world.timers().close();
    }

    @Test
    void call_isSentAndAnsweredWithTheResponse() {
        Resource egress = egress(Map.of());
        ResponseMessage response =
                answered(
                        egress,
                        json("Post", "/a?b=c d|e", "[104,0,255]", "\"Authorization\":\"me\""));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body().map(HttpEgressTest::text)).hasValue("echo:h\u0000\u00ff");
        assertThat(response.headers()).containsEntry("x-name", "value");
        assertThat(seen).containsExactly("POST /a?b=c%20d%7Ce auth=me body=h\u0000\u00ff");
        assertThat(count("answered")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Get", "Head", "Post", "Put", "Delete", "Patch"})
    void call_withAnyMethodAndNoBody_isSent(String method) {
        assertThat(answered(egress(Map.of()), json(method, "/", "null", "")).status())
                .isEqualTo(200);
        assertThat(seen).singleElement().asString().startsWith(method.toUpperCase(Locale.ROOT));
    }

    @Test
    void call_takesAnythingUnlessTheFunctionSaysWhat() {
        Resource egress = egress(Map.of());

        assertThat(answered(egress, json("Get", "/", "null", "")).headers())
                .containsEntry("x-accept", "*/*");
        assertThat(answered(egress, json("Get", "/", "null", "\"Accept\":\"text/csv\"")).headers())
                .containsEntry("x-accept", "text/csv");
    }

    @Test
    void call_withHeadersThatCannotBeSent_isSentWithoutThem() {
        String headers =
                "\"Connection\":\"x\",\"Content-Length\":\"9\",\"bad name\":\"x\",\"Expect\":\"x\","
                        + "\"x-bad\":\"a\\r\\nb\",\"Upgrade\":\"x\"";
        assertThat(answered(egress(Map.of()), json("Post", "/", "[104]", headers)).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "301 | Post | GET /end auth=me body=",
                "302 | Post | GET /end auth=me body=",
                "303 | Put  | GET /end auth=me body=",
                "307 | Post | POST /end auth=me body=h",
                "308 | Put  | PUT /end auth=me body=h",
                "302 | Head | HEAD /end auth=me body=",
            })
    void redirect_isFollowed(int status, String method, String last) {
        String body = method.equals("Head") ? "null" : "[104]";
        answered(
                egress(Map.of()),
                json(method, "/to/" + status + "//end", body, "\"authorization\":\"me\""));
        assertThat(seen).hasSize(2);
        assertThat(seen.stream().toList().getLast()).isEqualTo(last);
    }

    @Test
    void redirect_toAnotherServer_takesNoCredentialsAlong() {
        String path = "/to/307/http://127.0.0.2:" + port() + "/end";
        answered(egress(Map.of()), json("Get", path, "null", "\"authorization\":\"me\""));
        assertThat(seen.stream().toList().getLast()).isEqualTo("GET /end auth=null body=");
    }

    @Test
    void redirect_toADeniedTarget_isNotFollowed() {
        Resource egress = egress(Map.of("http_egress_deny", List.of("127.0.0.2")));
        String reason = failed(egress, json("Get", "/to/302/http://127.0.0.2:9/x", "null", ""));
        assertThat(reason).contains("127.0.0.2").contains("out of reach");
        assertThat(count("denied")).isEqualTo(1);
    }

    @Test
    void redirect_withoutEnd_isGivenUp() {
        assertThat(failed(egress(Map.of()), get("/loop"))).contains("more than 10 times");
        assertThat(seen).hasSize(11);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/x", "http://", "http://u:p@127.0.0.1/", "http:x"})
    void redirect_toWhatIsNoHttpUrl_isAnError(String location) {
        assertThat(failed(egress(Map.of()), get("/to/302/" + location))).contains("no HTTP URL");
    }

    @Test
    void call_toADeniedTarget_isAnErrorThatNamesTheSettings() {
        Resource egress = egress(Map.of("http_egress_deny", List.of("private")));
        assertThat(failed(egress, json("Get", "/", "null", "")))
                .contains("out of reach")
                .contains("http_egress_deny");
        assertThat(seen).isEmpty();
        assertThat(count("denied")).isEqualTo(1);
    }

    @Test
    void response_thatIsTooLarge_isAnError() {
        Resource egress = egress(Map.of("http_egress_body_bytes_max", 6L));
        answered(egress, json("Post", "/", "[104]", ""));
        assertThat(failed(egress, json("Post", "/", "[104,105]", ""))).contains("6 bytes");
        assertThat(count("too_large")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/slow", "/stuck"})
    void server_thatIsTooSlow_isGivenUp(String path) {
        Resource egress = egress(Map.of("http_egress_seconds", 1L));
        assertThat(failed(egress, get(path))).contains("within 1 s");
        assertThat(count("late")).isEqualTo(1);
    }

    @Test
    void server_thatIsNotThere_isAnError() {
        Resource egress = egress(Map.of());
        server.stop(0);
        assertThat(failed(egress, get("/"))).contains("127.0.0.1 port " + port());
        assertThat(failed(egress, get("/").replace("127.0.0.1", "no.such.host.invalid")))
                .contains("no.such.host.invalid is not known");
        assertThat(count("unreachable")).isEqualTo(2);
    }

    @Test
    void slowServer_keepsNoFastOneWaiting_upToTheLimit() throws InterruptedException {
        Resource egress = egress(Map.of("http_egress_requests_max", 2L));
        assertThat(egress.concurrentEventsMax()).isEqualTo(2);
        Thread slow = Thread.ofVirtual().start(() -> answered(egress, get("/slow")));
        arrived.await();
        answered(egress, get("/fast"));
        Thread slower = Thread.ofVirtual().start(() -> answered(egress, get("/slow")));
        await().until(() -> seen.stream().filter(line -> line.contains("/slow")).count() == 2);
        assertThat(failed(egress, get("/fast"))).contains("more than 2 requests");
        assertThat(count("overloaded")).isEqualTo(1);
        release.countDown();
        slow.join();
        slower.join();
        answered(egress, get("/fast"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"method\":\"GET\",\"protocol\":\"HTTP\",\"host\":\"h\",\"path\":\"/\","
                        + "\"headers\":{}}",
                "{\"method\":\"Get\",\"protocol\":\"FTP\",\"host\":\"h\",\"path\":\"/\","
                        + "\"headers\":{}}",
                "{\"method\":\"Get\",\"protocol\":\"HTTP\",\"host\":\"a b:x\",\"path\":\"/\","
                        + "\"headers\":{}}",
                "{\"method\":\"Get\",\"protocol\":\"HTTP\",\"host\":\"u@h\",\"path\":\"/\","
                        + "\"headers\":{}}",
            })
    void call_thatIsNoRequest_isAnError(String payload) {
        failed(egress(Map.of()), payload);
        assertThat(count("malformed")).isEqualTo(1);
        assertThat(seen).isEmpty();
    }

    @Test
    void cast_isIgnoredAndCounted() {
        assertThat(egress(Map.of()).handle(event(EventKind.CAST, get("/"))))
                .isEqualTo(Outcome.NO_REPLY);
        assertThat(count("cast")).isEqualTo(1);
        assertThat(seen).isEmpty();
    }

    private static ResponseMessage answered(Resource egress, String request) {
        Outcome outcome = egress.handle(event(EventKind.CALL, request));
        assertThat(outcome).isInstanceOf(Outcome.Reply.class);
        var decoded = MessageReader.response(((Outcome.Reply) outcome).payload());
        assertThat(decoded).isInstanceOf(Decoded.Message.class);
        return ((Decoded.Message<ResponseMessage>) decoded).message();
    }

    private static String failed(Resource egress, String request) {
        Outcome outcome = egress.handle(event(EventKind.CALL, request));
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return ((Outcome.Failed) outcome).reason();
    }

    private static Event event(EventKind kind, String payload) {
        return new Event(
                InstanceId.NONE,
                InstanceId.NONE,
                kind,
                0,
                payload.getBytes(StandardCharsets.UTF_8),
                EventContext.NONE);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private long count(String outcome) {
        return counters.counter(EgressMetric.HTTP_EGRESS_REQUESTS, Labels.of("outcome", outcome))
                .total();
    }

    private String get(String path) {
        return json("Get", path, "null", "");
    }

    private String json(String method, String path, String body, String headers) {
        return """
        {"method":"%s","protocol":"HTTP","host":"127.0.0.1:%d","path":"%s","body":%s,"headers":{%s}}
        """
                .formatted(method, port(), path, body, headers);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private Resource egress(Map<String, Object> settings) {
        var all = new HashMap<>(settings);
        all.put("http_egress_provider", "http-egress-1");
        var reader = SettingsReader.of(all, "node.toml");
        ResourceProvider provider =
                new HttpEgressFactory()
                        .create(reader, world, counters, Path.of("unused"))
                        .getFirst();
        opened = Optional.of(provider);
        assertThat(reader.problems()).isEmpty();
        var spec =
                new ResourceSpec("http-egress", Map.of(), "wf", Optional.empty(), Optional.empty());
        var host = new ResourceHost(InstanceId.NONE, "wf", new ScriptedOutputs(), world);
        ResourceStart start = provider.start(spec, host);
        assertThat(start).isInstanceOf(ResourceStart.Ready.class);
        return ((ResourceStart.Ready) start).resource();
    }
}
