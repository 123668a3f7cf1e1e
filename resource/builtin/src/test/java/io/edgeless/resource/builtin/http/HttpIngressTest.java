package io.edgeless.resource.builtin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventContext;
import io.edgeless.api.model.EventKind;
import io.edgeless.component.CallResult;
import io.edgeless.component.CallResult.Failure;
import io.edgeless.component.CastResult;
import io.edgeless.component.Outcome;
import io.edgeless.component.Resource;
import io.edgeless.component.ResourceProvider.ResourceStart;
import io.edgeless.world.Counters;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

@Timeout(60)
final class HttpIngressTest {

    private static final String OK = "{\"status\":200,\"headers\":{},\"body\":null}";

    private Optional<RunningIngress> opened = Optional.empty();

    private RunningIngress ingress() {
        return ingress(Map.of());
    }

    private RunningIngress ingress(Map<String, Object> settings) {
        var ingress = new RunningIngress(settings);
        opened = Optional.of(ingress);
        return ingress;
    }

    @AfterEach
    void close() {
        opened.ifPresent(RunningIngress::close);
    }

    // ---- what goes in and what comes out ------------------------------------------------------

    @Test
    void request_isCalledAsJson() throws IOException {
        RunningIngress ingress = ingress();
        ingress.resource(Map.of());
        ingress.outputs.reply(OK);
        ingress.exchange(
                "POST /a/b?c=%20d&wf_id=x HTTP/1.1~Host: example.org:80~X-One: 1~X-Two: first~"
                        .concat("x-two: last~X-Odd: \u00e9~Connection: close~Content-Length: 4~~")
                        .replace("~", "\r\n")
                        .concat("\u0000\u007f\u0080\u00ff"));
        assertThat(ingress.outputs.payloads).hasSize(1);
        Decoded<RequestMessage> decoded =
                MessageReader.request(
                        ingress.outputs.payloads.element().getBytes(StandardCharsets.UTF_8));
        assertThat(decoded).isInstanceOf(Decoded.Message.class);
        RequestMessage request = ((Decoded.Message<RequestMessage>) decoded).message();
        assertThat(request.method()).isEqualTo(Method.POST);
        assertThat(request.protocol()).isEqualTo(Protocol.UNKNOWN);
        assertThat(request.host()).isEqualTo("example.org:80");
        assertThat(request.path()).isEqualTo("/a/b?c=%20d&wf_id=x");
        assertThat(request.body()).hasValue(new byte[] {0, 127, -128, -1});
        assertThat(request.headers())
                .containsEntry("x-one", "1")
                .containsEntry("x-two", "last")
                .containsEntry("host", "example.org:80")
                .doesNotContainKey("x-odd");
    }

    @Test
    void reply_becomesTheAnswer_withoutHeadersThatCannotBePassedOn() throws IOException {
        RunningIngress ingress = ingress();
        ingress.resource(Map.of());
        ingress.outputs.reply(
                "{\"status\":418,\"headers\":{\"x-good\":\"yes\",\"bad name\":\"1\",\"x-bad\":\"a"
                        + "\\r\\nx-evil: 1\",\"Content-Length\":\"1\",\"transfer-encoding\":\"x\"},"
                        + "\"body\":[104,105]}");
        String answer = ingress.get("/");
        assertThat(answer)
                .startsWith("HTTP/1.1 418 ")
                .endsWith("\r\n\r\nhi")
                .containsIgnoringCase("\r\nx-good: yes\r\n")
                .containsIgnoringCase("\r\nContent-Length: 2\r\n")
                .doesNotContainIgnoringCase("evil")
                .doesNotContainIgnoringCase("transfer-encoding");
    }

    @Test
    void reply_toHead_hasLengthAndNoBody() throws IOException {
        RunningIngress ingress = ingress();
        ingress.resource(Map.of());
        ingress.outputs.reply("{\"status\":200,\"headers\":{},\"body\":[104,105]}");
        String answer = ingress.exchange("HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
        assertThat(answer).containsIgnoringCase("\r\nContent-Length: 2\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json                                       | 502",
                "{\"status\":200}                               | 502",
                "{\"headers\":{}}                               | 502",
                "{\"status\":99,\"headers\":{}}                 | 502",
                "{\"status\":1000,\"headers\":{}}               | 502",
                "{\"status\":200,\"headers\":{},\"body\":[256]} | 502",
                "{\"status\":204,\"headers\":{},\"body\":[104]} | 204",
                "{\"headers\":{},\"more\":[{}],\"status\":201}  | 201",
            })
    void reply_thatIsNoResponse_isAnswered502(String reply, int status) throws IOException {
        RunningIngress ingress = ingress();
        ingress.resource(Map.of());
        ingress.outputs.reply(reply);
        assertThat(ingress.get("/")).startsWith("HTTP/1.1 " + status + " ");
    }

    @ParameterizedTest
    @CsvSource({
        "CALLEE_FAILED, 502",
        "ENTANGLED, 502",
        "UNKNOWN_CHANNEL, 404",
        "UNREACHABLE, 503",
        "OVERLOADED, 429",
        "DEADLINE, 504",
        "TOO_LARGE, 413",
        "STOPPED, 503",
    })
    void failedCall_isAnsweredWithItsStatus(Failure failure, int status) throws IOException {
        RunningIngress ingress = ingress();
        ingress.resource(Map.of());
        ingress.outputs.fail(failure);
        String answer = ingress.get("/");
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").doesNotContain("secret");
        assertThat(answer.toLowerCase(java.util.Locale.ROOT).contains("\r\nretry-after: 1\r\n"))
                .isEqualTo(status == 503 || status == 429);
    }

    @Test
    void callWithoutReply_isAnswered204() throws IOException {
        RunningIngress ingress = ingress();
        ingress.resource(Map.of());
        assertThat(ingress.get("/")).startsWith("HTTP/1.1 204 ").endsWith("\r\n\r\n");
    }

    @Test
    void bugInUs_isAnswered500AndTheNextRequestServed() throws IOException {
        RunningIngress ingress = ingress();
        ingress.resource(Map.of());
        ingress.outputs.answerCalls(_ -> {
            throw new StackOverflowError("made by the test");
        });
        assertThat(ingress.get("/")).startsWith("HTTP/1.1 500 ").doesNotContain("made by");
        ingress.outputs.reply(OK);
        assertThat(ingress.get("/")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void connection_servesManyRequests() throws IOException {
        RunningIngress ingress = ingress();
        ingress.resource(Map.of());
        ingress.outputs.reply("{\"status\":200,\"headers\":{},\"body\":[104]}");
        String one = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx";
        String last = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
        assertThat(ingress.exchange(one + one + last).split("HTTP/1.1 200", -1)).hasSize(4);
    }

    // ---- asynchronous ingress -----------------------------------------------------------------

    @Test
    void asyncRequest_isCastAndAnsweredAtOnce() throws IOException {
        RunningIngress ingress = ingress();
        ingress.resource(Map.of("async", "TRUE"));
        assertThat(ingress.post("text")).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nOK");
        assertThat(ingress.outputs.payloads).containsExactly("text");
    }

    @Test
    void asyncRequest_withBase64_isEncoded() throws IOException {
        RunningIngress ingress = ingress();
        ingress.resource(Map.of("async", "true", "encode_base64", "true"));
        ingress.post("\u00ff\u00fe");
        assertThat(ingress.outputs.payloads).containsExactly("//4=");
    }

    @Test
    void asyncRequest_thatIsNotText_isAnswered415() throws IOException {
        RunningIngress ingress = ingress();
        ingress.resource(Map.of("async", "true"));
        assertThat(ingress.post("\u00ff")).startsWith("HTTP/1.1 415 ");
        assertThat(ingress.outputs.payloads).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN_CHANNEL, 404",
        "UNREACHABLE, 503",
        "OVERLOADED, 429",
        "TOO_LARGE, 413",
        "STOPPED, 503",
    })
    void castThatWasDropped_isAnsweredWithItsStatus(CastResult result, int status)
            throws IOException {
        RunningIngress ingress = ingress();
        ingress.resource(Map.of("async", "true"));
        ingress.outputs.answerCasts(result);
        assertThat(ingress.post("x")).startsWith("HTTP/1.1 " + status + " ");
    }

    // ---- requests that cannot be served -------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET / HTTP/1.1~~                                                        | 400",
                "GET / HTTP/1.1~Host: a~Host: b~~                                        | 400",
                "BREW / HTTP/1.1~Host: a~~                                               | 501",
                "OPTIONS / HTTP/1.1~Host: a~~                                            | 501",
                "GET / HTTP/1.0~~                                                        | 204",
                "GET~~                                                                   | 400",
                "GET /%zz HTTP/1.1~Host: a~~                                             | 400",
                "GET / HTTP/1.1~Host: a~Bad Header: x~~                                  | 400",
                "POST / HTTP/1.1~Host: a~Content-Length: x~~                             | 400",
                "POST / HTTP/1.1~Host: a~Content-Length: -1~~                            | 400",
                "POST / HTTP/1.1~Host: a~Content-Length: 1~Transfer-Encoding: chunked~~  | 400",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: gzip~~                       | 501",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~zz~                 | 400",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~fffffffff~          | 400",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~2~hi~0~~            | 204",
                "POST / HTTP/1.1~Host: a~Content-Length: 9999999999~~                    | 413",
                "POST / HTTP/1.1~Host: a~Content-Length: 11~~01234567890                 | 413",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~b~01234567890~0~~   | 413",
                "POST / HTTP/1.1~Host: a~Content-Length: 10~~0123456789                  | 204",
            })
    void request_thatIsMalformedOrTooLarge_isAnswered(String request, int status)
            throws IOException {
        RunningIngress ingress = ingress(Map.of("http_ingress_body_bytes_max", 10L));
        ingress.resource(Map.of());
        try (Socket socket = ingress.connect()) {
            String bytes = request.strip().replace("~", "\r\n");
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            byte[] start = socket.getInputStream().readNBytes(12);
            assertThat(new String(start, StandardCharsets.ISO_8859_1))
                    .isEqualTo("HTTP/1.1 " + status);
        }
        assertThat(ingress.get("/")).startsWith("HTTP/1.1 204 ");
    }

    @Test
    void request_withTooManyHeaders_isAnswered431() throws IOException {
        RunningIngress ingress = ingress();
        ingress.resource(Map.of());
        String head = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n";
        String large = "X-Large: " + "x".repeat(17_000) + "\r\n\r\n";
        assertThat(ingress.exchange(head + large)).startsWith("HTTP/1.1 431 ");
        var many = new StringBuilder(head);
        for (int i = 0; i < 101; i++) {
            many.append("X: 1\r\n");
        }
        assertThat(ingress.exchange(many + "\r\n")).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void body_ofManyMegabytes_isRefusedSoThatTheClientSeesWhy() throws IOException {
        RunningIngress ingress = ingress();
        ingress.resource(Map.of());
        String head = "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 3000000";
        assertThat(ingress.exchange(head + "\r\n\r\n" + "x".repeat(3_000_000)))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void request_beyondTheNumberServedAtATime_isAnswered503() throws Exception {
        RunningIngress ingress = ingress(Map.of("http_ingress_requests_max", 1L));
        ingress.resource(Map.of());
        var entered = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        ingress.outputs.answerCalls(_ -> waiting(entered, leave));
        Thread first = Thread.ofVirtual().start(() -> quietly(() -> ingress.get("/slow")));
        entered.await();
        String answer = ingress.get("/");
        assertThat(answer).startsWith("HTTP/1.1 503 ").containsIgnoringCase("retry-after: 1");
        leave.countDown();
        first.join();
        ingress.outputs.reply(OK);
        assertThat(ingress.get("/")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void slowHead_losesItsConnection() throws IOException {
        RunningIngress ingress = ingress(Map.of("http_ingress_head_seconds", 1L));
        ingress.resource(Map.of());
        assertThat(ingress.exchange("GET / HTTP/1.1\r\nHost: h\r\nX-Slow: ")).isEmpty();
        assertThat(ingress.lost("slow_request")).isEqualTo(1);
    }

    @Test
    void slowBody_isAnswered408() throws IOException {
        RunningIngress ingress = ingress(Map.of("http_ingress_body_seconds", 1L));
        ingress.resource(Map.of());
        assertThat(ingress.exchange("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf"))
                .startsWith("HTTP/1.1 408 ");
        assertThat(ingress.lost("slow_request")).isEqualTo(1);
    }

    @Test
    void slowReader_losesItsConnection() throws IOException {
        RunningIngress ingress = ingress(Map.of("http_ingress_write_seconds", 1L));
        ingress.resource(Map.of());
        String body = "[" + "120,".repeat(8_000_000) + "120]";
        ingress.outputs.reply("{\"status\":200,\"headers\":{},\"body\":" + body + "}");
        try (Socket socket = ingress.connect()) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            await().until(() -> ingress.lost("slow_reader") == 1);
        }
    }

    @Test
    void clientThatGoesAway_isCounted() throws IOException {
        RunningIngress ingress = ingress();
        ingress.resource(Map.of());
        try (Socket socket = ingress.connect()) {
            socket.getOutputStream()
                    .write(
                            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf"
                                    .getBytes(StandardCharsets.US_ASCII));
        }
        ingress.outputs.reply(OK);
        assertThat(ingress.get("/")).startsWith("HTTP/1.1 200 ");
    }

    // ---- nobody waits for anybody -------------------------------------------------------------

    @Test
    void hungFunctionAndSlowClients_keepNobodyFromBeingServed() throws Exception {
        RunningIngress ingress = ingress();
        Resource hung = ingress.resource(Map.of("host", "hung"));
        var entered = new CountDownLatch(50);
        var leave = new CountDownLatch(1);
        ingress.outputs.answerCalls(_ -> waiting(entered, leave));
        String toHung = "GET / HTTP/1.1\r\nHost: hung\r\nConnection: close\r\n\r\n";
        List<Socket> stuck = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            stuck.add(sent(ingress, toHung));
            stuck.add(sent(ingress, "POST / HTTP/1.1\r\nHost: hung\r\nContent-Length: 9\r\n\r\nx"));
            stuck.add(sent(ingress, "GET / HT"));
        }
        entered.await();

        var others = new ScriptedOutputs();
        others.reply(OK);
        Resource free = ingress.unpatched(Map.of("host", "example.org"), others);
        assertThat(ingress.get("/")).startsWith("HTTP/1.1 404 ");
        assertThat(free.patched(Set.of("new_request"))).isEmpty();
        assertThat(hung.patched(Set.of("new_request", "more"))).isEmpty();
        assertThat(ingress.get("/")).startsWith("HTTP/1.1 200 ");
        hung.close();
        assertThat(ingress.exchange(toHung)).startsWith("HTTP/1.1 404 ");
        leave.countDown();
        for (Socket socket : stuck) {
            socket.close();
        }
    }

    private static Socket sent(RunningIngress ingress, String bytes) throws IOException {
        Socket socket = ingress.connect();
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static CallResult waiting(CountDownLatch entered, CountDownLatch leave) {
        entered.countDown();
        try {
            leave.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return CallResult.NO_REPLY;
    }

    private interface Task {
        Object run() throws IOException;
    }

    private static void quietly(Task task) {
        try {
            task.run();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    // ---- life of a resource -------------------------------------------------------------------

    @Test
    void resource_unpatchedOrClosed_getsNoRequests() throws IOException {
        RunningIngress ingress = ingress();
        Resource resource = ingress.unpatched(Map.of(), ingress.outputs);
        assertThat(ingress.get("/")).startsWith("HTTP/1.1 404 ").endsWith("\r\n\r\nNot Found");
        assertThat(resource.patched(Set.of("new_request"))).isEmpty();
        assertThat(ingress.get("/")).startsWith("HTTP/1.1 204 ");
        resource.close();
        assertThat(ingress.get("/")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void patch_withoutNewRequest_isRefusedAndTheOldOneStays() throws IOException {
        RunningIngress ingress = ingress();
        Resource resource = ingress.resource(Map.of());
        assertThat(resource.patched(Set.of("other")).orElseThrow()).contains("new_request");
        assertThat(ingress.get("/")).startsWith("HTTP/1.1 204 ");
    }

    @Test
    void start_withUnknownMethod_isRefused() {
        RunningIngress ingress = ingress();
        ResourceStart start = ingress.start(Map.of("method", "GET,BREW"), ingress.outputs);
        assertThat(start)
                .isInstanceOfSatisfying(
                        ResourceStart.Refused.class,
                        refused ->
                                assertThat(refused.refusal().text())
                                        .startsWith("Error when creating a resource")
                                        .contains("BREW"));
    }

    @Test
    void event_toAnIngress_isAnsweredWithAnErrorOrIgnored() {
        Resource resource = ingress().resource(Map.of());
        assertThat(resource.handle(event(EventKind.CALL))).isInstanceOf(Outcome.Failed.class);
        assertThat(resource.handle(event(EventKind.CAST))).isEqualTo(Outcome.NO_REPLY);
    }

    private static Event event(EventKind kind) {
        return new Event(InstanceId.NONE, InstanceId.NONE, kind, 0, new byte[0], EventContext.NONE);
    }

    // ---- settings -----------------------------------------------------------------------------

    @Test
    void url_thatIsTaken_isAProblemThatSaysWhatToDo() {
        RunningIngress ingress = ingress();
        assertThat(problems("http://127.0.0.1:" + ingress.port()))
                .singleElement()
                .asString()
                .startsWith("node.toml: http_ingress_url cannot be listened on")
                .contains("another port");
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://127.0.0.1:1",
        "http://127.0.0.1",
        "127.0.0.1:7008",
        "http://127.0.0.1:65536",
        "http://no.such.host.invalid:7008",
    })
    void url_thatIsNone_isAProblem(String url) {
        assertThat(problems(url))
                .singleElement()
                .asString()
                .startsWith("node.toml: http_ingress_url ");
    }

    @Test
    void ingress_withoutUrlOrProvider_isNotMade() {
        World world = World.real();
        for (var settings :
                List.<Map<String, Object>>of(
                        Map.of(),
                        Map.of("http_ingress_url", "http://127.0.0.1:0"),
                        Map.of("http_ingress_provider", "x"),
                        Map.of("http_ingress_provider", "x", "http_ingress_url", ""))) {
            var reader = SettingsReader.of(settings, "node.toml");
            assertThat(
                            new HttpIngressFactory()
                                    .create(reader, world, new Counters(), Path.of("unused")))
                    .isEmpty();
            assertThat(reader.problems()).isEmpty();
        }
        world.timers().close();
    }

    private static List<String> problems(String url) {
        World world = World.real();
        var reader =
                SettingsReader.of(
                        new HashMap<>(
                                Map.of("http_ingress_url", url, "http_ingress_provider", "x")),
                        "node.toml");
        new HttpIngressFactory().create(reader, world, new Counters(), Path.of("unused"));
        world.timers().close();
        return reader.problems();
    }
}
