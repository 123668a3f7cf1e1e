package io.edgeless.process.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.Counters;
import io.edgeless.world.World;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

class GrpcServerTest {

    private static final ServerLimits LIMITS =
            ServerLimits.control().withCloseGrace(Duration.ofMillis(200));

    private final Counters counters = new Counters();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final GrpcChannels channels =
            own(new GrpcChannels(World.real().clock(), Security.none()));

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private <C extends AutoCloseable> C own(C one) {
        open.push(one);
        return one;
    }

    private GrpcServer serve(int port, ServerLimits limits, UnaryOperator<String> handler) {
        return own(
                GrpcServer.open(
                        Listen.plain("test.url", "http://127.0.0.1:" + port),
                        limits,
                        counters,
                        List.of(new EchoService(handler))));
    }

    private Channel channelTo(GrpcServer server) {
        return channels.to("http://127.0.0.1:" + server.port());
    }

    private static String echo(Channel channel, String text) {
        return ClientCalls.blockingUnaryCall(
                channel,
                EchoService.ECHO,
                CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
                text);
    }

    private static Status refusal(Channel channel, String text) {
        try {
            echo(channel, text);
            return Status.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus();
        }
    }

    private long counted(CallMetric metric) {
        return counters.counter(metric).total();
    }

    @Test
    void handler_runsOnVirtualThread() {
        var isVirtual = new AtomicBoolean();
        GrpcServer server =
                serve(
                        0,
                        LIMITS,
                        text -> {
                            isVirtual.set(Thread.currentThread().isVirtual());
                            return "re: " + text;
                        });

        assertThat(echo(channelTo(server), "hello")).isEqualTo("re: hello");
        assertThat(isVirtual).isTrue();
    }

    @Test
    void open_onUsedPort_saysWhatToChange() {
        GrpcServer first = serve(0, LIMITS, text -> text);

        assertThatThrownBy(() -> serve(first.port(), LIMITS, text -> text))
                .isInstanceOf(StartupException.class)
                .hasMessage(
                        "cannot listen on http://127.0.0.1:%d: the port is in use; stop the other"
                                + " program or change test.url",
                        first.port());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.org:80",
                "127.0.0.1:80",
                "",
                "http://[::1:80",
                "https://127.0.0.1:0"
            })
    void open_onUrlThatIsNoLocalAddress_isRefusedWithTheKey(String url) {
        assertThatThrownBy(() ->
                        GrpcServer.open(Listen.plain("a.key", url), LIMITS, counters, List.of()))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("cannot listen on " + url)
                .hasMessageEndingWith("change a.key");
    }

    @Test
    void open_onAddressThatOthersReach_isRefusedWithBothWaysOut() {
        assertThatThrownBy(() ->
                        GrpcServer.open(
                                Listen.plain("a.key", "http://0.0.0.0:0"),
                                LIMITS,
                                counters,
                                List.of()))
                .isInstanceOf(StartupException.class)
                .hasMessageStartingWith("will not listen on http://0.0.0.0:0 (a.key)")
                .hasMessageContaining("tls_config.toml")
                .hasMessageContaining("--insecure");
    }

    @Test
    void open_onAddressThatOthersReach_listensWhenAllowed() {
        GrpcServer server =
                own(
                        GrpcServer.open(
                                new Listen("a.key", "http://0.0.0.0:0", insecure()),
                                LIMITS,
                                counters,
                                List.of(new EchoService(text -> text))));

        assertThat(echo(channelTo(server), "x")).isEqualTo("x");
    }

    @Test
    void open_onForeignAddress_isRefusedWithTheKey() {
        assertThatThrownBy(() ->
                        GrpcServer.open(
                                new Listen("a.key", "http://203.0.113.7:0", insecure()),
                                LIMITS,
                                counters,
                                List.of()))
                .isInstanceOf(StartupException.class)
                .hasMessageEndingWith("change a.key");
    }

    private static Security insecure() {
        return Security.load(new SecuritySettings(Optional.empty(), true, true), World.real());
    }

    @Test
    void open_onLocalhost_listens() {
        GrpcServer server =
                own(
                        GrpcServer.open(
                                Listen.plain("k", "http://localhost:0"),
                                LIMITS,
                                counters,
                                List.of(new EchoService(text -> text))));

        assertThat(echo(channels.to("http://localhost:" + server.port()), "x")).isEqualTo("x");
    }

    @Test
    void handlerThatThrows_isAnsweredAndCounted_andTheNextCallWorks() {
        GrpcServer server =
                serve(
                        0,
                        LIMITS,
                        text -> {
                            if (text.equals("boom")) {
                                throw new AssertionError("a fault of ours");
                            }
                            return text;
                        });
        Channel channel = channelTo(server);

        Status status = refusal(channel, "boom");

        assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(status.getDescription()).isEqualTo("Server Error");
        assertThat(counted(CallMetric.CALLS_FAILED)).isEqualTo(1);
        assertThat(echo(channel, "fine")).isEqualTo("fine");
    }

    @Test
    void garbage_isAnsweredAndCounted_andTheNextCallWorks() {
        Channel channel = channelTo(serve(0, LIMITS, text -> text));

        Status status = refusal(channel, "garbage");

        assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(status.getDescription()).isEqualTo("not a message");
        assertThat(counted(CallMetric.CALLS_MALFORMED)).isEqualTo(1);
        assertThat(echo(channel, "fine")).isEqualTo("fine");
    }

    @Test
    void bytesThatAreNoHttp2_costOnlyTheirConnection() throws IOException {
        GrpcServer server = serve(0, LIMITS, text -> text);
        var random = new Random(11);
        for (int round = 0; round < 50; round++) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                byte[] garbage = new byte[1 + random.nextInt(2_000)];
                random.nextBytes(garbage);
                socket.getOutputStream().write(garbage);
            }
        }

        assertThat(echo(channelTo(server), "fine")).isEqualTo("fine");
    }

    @Test
    void oversizedRequest_isRefused_andTheNextCallWorks() {
        Channel channel =
                channelTo(serve(0, LIMITS.withMessageBytesMax(1_000), String::toUpperCase));

        assertThat(refusal(channel, "x".repeat(1_001)).getCode())
                .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(echo(channel, "x".repeat(1_000))).isEqualTo("X".repeat(1_000));
    }

    @Test
    void callsBeyondTheBound_areRefusedAndCounted() throws Exception {
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        GrpcServer server =
                serve(
                        0,
                        LIMITS.withCallsMax(1),
                        text -> {
                            entered.countDown();
                            awaitUninterrupted(release);
                            return text;
                        });
        Channel channel = channelTo(server);
        var first = new AtomicReference<>("");
        Thread caller = Thread.startVirtualThread(() -> first.set(echo(channel, "first")));
        entered.await();

        assertThat(refusal(channel, "second").getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(counted(CallMetric.CALLS_REFUSED)).isEqualTo(1);

        release.countDown();
        caller.join();
        assertThat(first).hasValue("first");
        // The permit comes back when gRPC has sent the answer, a moment after the client has it.
        Awaitility.await().until(() -> refusal(channel, "third").isOk());
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void close_abortsCallsAfterTheGrace() throws Exception {
        var entered = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        GrpcServer server =
                serve(
                        0,
                        LIMITS,
                        text -> {
                            entered.countDown();
                            awaitUninterrupted(new CountDownLatch(1));
                            ended.countDown();
                            return text;
                        });
        Channel channel = channelTo(server);
        var status = new AtomicReference<>(Status.OK);
        Thread caller = Thread.startVirtualThread(() -> status.set(refusal(channel, "stuck")));
        entered.await();

        server.close();

        caller.join();
        assertThat(status.get().isOk()).isFalse();
        assertThat(ended.await(10, TimeUnit.SECONDS)).as("handler was interrupted").isTrue();
    }

    @Test
    void channel_findsARestartedServerSoon() {
        GrpcServer first = serve(0, LIMITS, text -> "first");
        int port = first.port();
        Channel channel = channelTo(first);
        assertThat(echo(channel, "x")).isEqualTo("first");
        first.close();
        assertThat(refusal(channel, "x").getCode()).isEqualTo(Status.Code.UNAVAILABLE);

        serve(port, LIMITS, text -> "second");

        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> refusal(channel, "x").isOk());
        assertThat(echo(channel, "x")).isEqualTo("second");
    }

    @Test
    void channels_areSharedByUrl_untilForgotten() {
        GrpcServer server = serve(0, LIMITS, text -> text);
        Channel channel = channelTo(server);
        assertThat(channelTo(server)).isSameAs(channel);

        channels.forget("http://127.0.0.1:" + server.port());

        Channel fresh = channelTo(server);
        assertThat(fresh).isNotSameAs(channel);
        assertThat(refusal(channel, "x").getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(echo(fresh, "x")).isEqualTo("x");
    }

    @Test
    void channelToMalformedUrl_failsItsCalls() {
        Status status = refusal(channels.to("not a url"), "x");

        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).contains("'not a url' must have the form");
    }

    @Test
    void channelToAnotherScheme_failsItsCallsInsteadOfSendingPlainText() {
        GrpcServer server = serve(0, LIMITS, text -> text);

        assertThat(refusal(channels.to("https://127.0.0.1:" + server.port()), "x").getCode())
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void channelAfterClose_failsItsCalls() {
        channels.close();

        assertThat(refusal(channels.to("http://127.0.0.1:1"), "x").getCode())
                .isEqualTo(Status.Code.UNAVAILABLE);
    }
}
