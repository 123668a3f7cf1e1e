package io.edgeless.process.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.world.Clock;
import io.edgeless.world.Counters;
import io.edgeless.world.World;
import io.edgeless.world.simulated.ManualClock;
import io.edgeless.world.simulated.ManualTimers;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Who may talk to whom: real sockets, with certificates made here.
class TlsConnectionTest {

    private static final String SERVER =
            """
            [server]
            server_cert_path = "server.pem"
            server_key_path = "server.key"
            server_ca_path = "ca.pem"
            """;
    private static final String CLIENT =
            """
            [client]
            client_ca_path = "ca.pem"
            client_cert_path = "client.pem"
            client_key_path = "client.key"
            """;

    @TempDir Path folder;

    private final World world = World.real();
    private final Counters counters = new Counters();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final TestAuthority authority = new TestAuthority("authority");

    @BeforeEach
    void writeFiles() throws IOException {
        authority.writeMutual(folder);
        var other = new TestAuthority("other");
        Files.writeString(folder.resolve("other-ca.pem"), other.certificate());
        other.issue("client").write(folder, "other");
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        world.timers().close();
    }

    private Security security(String toml) throws IOException {
        return security(toml, world.clock());
    }

    private Security security(String toml, Clock clock) throws IOException {
        Path file = Files.createTempFile(folder, "tls", ".toml");
        Files.writeString(file, toml);
        return Security.load(
                new SecuritySettings(Optional.of(file), true, false),
                new World(clock, world.timers(), world.network(), world.disk(), world.chance()));
    }

    private GrpcServer serve(Security security) {
        var at = new Listen("a.url", security.serverScheme() + "://127.0.0.1:0", security);
        GrpcServer server =
                GrpcServer.open(
                        at,
                        ServerLimits.control().withCloseGrace(Duration.ofMillis(200)),
                        counters,
                        List.of(new EchoService(text -> "re: " + text)));
        open.push(server);
        return server;
    }

    private GrpcChannels channels(Security security) {
        var channels = new GrpcChannels(world.clock(), security);
        open.push(channels);
        return channels;
    }

    private Status call(GrpcServer server, Security client) {
        return call(channels(client), client.channelScheme() + "://127.0.0.1:" + server.port());
    }

    private static Status call(GrpcChannels channels, String url) {
        try {
            String answer =
                    ClientCalls.blockingUnaryCall(
                            channels.to(url),
                            EchoService.ECHO,
                            CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                            "hello");
            assertThat(answer).isEqualTo("re: hello");
            return Status.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus();
        }
    }

    private static void assertRefused(Status status) {
        assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    private static void assertRefused(Status status, String reason) {
        assertRefused(status);
        assertThat(status.getDescription()).contains("no secure connection", reason);
    }

    @Test
    void bothSidesKnowEachOther_talk() throws IOException {
        assertThat(call(serve(security(SERVER)), security(CLIENT)).isOk()).isTrue();
    }

    @Test
    void serverThatAsksForNoCertificate_talksToAnyClientThatTrustsIt() throws IOException {
        GrpcServer server = serve(security(SERVER.replaceAll("server_ca_path.*\n", "")));

        assertThat(call(server, security("[client]\nclient_ca_path = \"ca.pem\"\n")).isOk())
                .isTrue();
    }

    @Test
    void clientWithoutCertificate_isRefused() throws IOException {
        GrpcServer server = serve(security(SERVER));

        assertRefused(call(server, security("[client]\nclient_ca_path = \"ca.pem\"\n")));
        assertThat(call(server, security(CLIENT)).isOk()).isTrue();
    }

    @Test
    void clientOfAnotherAuthority_isRefused() throws IOException {
        String other = CLIENT.replace("client.pem", "other.pem").replace("client.key", "other.key");

        assertRefused(call(serve(security(SERVER)), security(other)));
    }

    @Test
    void serverOfAnotherAuthority_isRefused() throws IOException {
        String other = CLIENT.replace("\"ca.pem\"", "\"other-ca.pem\"");

        assertRefused(call(serve(security(SERVER)), security(other)), "certification path");
    }

    @Test
    void serverWithAnotherName_isRefused() throws IOException {
        assertRefused(
                call(
                        serve(security(SERVER)),
                        security(CLIENT + "domain_name = \"node.example.com\"\n")),
                "node.example.com");
    }

    @Test
    void plainTextClient_isRefusedByATlsServer() throws IOException {
        assertRefused(call(serve(security(SERVER)), Security.none()));
    }

    @Test
    void tlsClient_isRefusedByAPlainTextServer() throws IOException {
        assertRefused(call(serve(Security.none()), security(CLIENT)), "TLS");
    }

    @Test
    void tlsClient_neverSendsPlainText() throws IOException {
        GrpcServer plain = serve(Security.none());

        Status status = call(channels(security(CLIENT)), "http://127.0.0.1:" + plain.port());

        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).contains("must have the form https://HOST:PORT");
    }

    @Test
    void clientWhoseCertificateHasExpired_isRefused() throws IOException {
        var past = new ShiftedClock(Duration.ofDays(-30));
        Instant then = Instant.now().minus(Duration.ofDays(30));
        authority.issue("late", TestAuthority.Validity.around(then)).write(folder, "late");
        String late = CLIENT.replace("client.pem", "late.pem").replace("client.key", "late.key");

        assertRefused(call(serve(security(SERVER)), security(late, past)));
    }

    @Test
    void certificateThatExpiresWhileConnected_isRefusedAtTheNextCall() throws IOException {
        var clock = new ShiftedClock(Duration.ZERO);
        GrpcServer server = serve(security(SERVER, clock));
        GrpcChannels client = channels(security(CLIENT));
        String url = "https://127.0.0.1:" + server.port();
        assertThat(call(client, url).isOk()).isTrue();

        clock.shift = Duration.ofDays(2);

        Status status = call(client, url);
        assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(status.getDescription()).contains("your certificate has expired at");
        assertThat(counters.counter(CallMetric.CALLS_EXPIRED).total()).isEqualTo(1);
    }

    // ---- renewed files ----------------------------------------------------------------------

    @Test
    void renewedCertificateOfAClient_isShownByItsNextCall() throws Exception {
        var clock = new ShiftedClock(Duration.ZERO);
        GrpcServer server = serve(security(SERVER, clock));
        var timers = new ManualTimers(new ManualClock());
        Security renewed = security(CLIENT);
        open.push(renewed.renewing(timers));
        GrpcChannels client = channels(renewed);
        String url = "https://127.0.0.1:" + server.port();
        assertThat(call(client, url).isOk()).isTrue();
        clock.shift = Duration.ofDays(2);
        assertThat(call(client, url).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);

        Instant now = Instant.now();
        authority
                .issue(
                        "client",
                        new TestAuthority.Validity(
                                now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(9))))
                .write(folder, "client");
        timers.advance(Security.RENEWAL_PERIOD);

        await().atMost(Duration.ofMinutes(1)).until(() -> call(client, url).isOk());
    }

    @Test
    void renewedFilesOfAServer_areUsedForNewConnections() throws Exception {
        var timers = new ManualTimers(new ManualClock());
        Security renewed = security(SERVER);
        open.push(renewed.renewing(timers));
        GrpcServer server = serve(renewed);
        var other = new TestAuthority("other");
        Files.writeString(folder.resolve("other-ca.pem"), other.certificate());
        other.issue("client").write(folder, "other");
        Security stranger =
                security(
                        CLIENT.replace("client.pem", "other.pem")
                                .replace("client.key", "other.key")
                                .replace("\"ca.pem\"", "\"other-ca.pem\""));
        assertRefused(call(server, stranger));

        other.issue(TestAuthority.DEFAULT_NAME).write(folder, "server");
        Files.writeString(folder.resolve("ca.pem"), other.certificate());
        timers.advance(Security.RENEWAL_PERIOD);

        await().atMost(Duration.ofMinutes(1)).until(() -> call(server, stranger).isOk());
    }

    @Test
    void renewedFiles_thatCannotBeUsed_changeNothing() throws Exception {
        Security renewed = security(SERVER);
        GrpcServer server = serve(renewed);
        Path certificate = folder.resolve("server.pem");
        String key = Files.readString(folder.resolve("server.key"));
        for (String broken : List.of("nothing", new TestAuthority("x").certificate())) {
            Files.writeString(certificate, broken);
            renewed.renew();
            assertThat(call(server, security(CLIENT)).isOk()).isTrue();
        }
        Files.delete(certificate);
        renewed.renew();
        assertThat(call(server, security(CLIENT)).isOk()).isTrue();

        authority.issue(TestAuthority.DEFAULT_NAME).write(folder, "server");
        renewed.renew();
        assertThat(Files.readString(folder.resolve("server.key"))).isNotEqualTo(key);
        assertThat(call(server, security(CLIENT)).isOk()).isTrue();
    }

    /// The machine's clock, put forward or back.
    private final class ShiftedClock implements Clock {

        /// Set by the test, read by the server's threads.
        private volatile Duration shift;

        ShiftedClock(Duration shift) {
            this.shift = shift;
        }

        @Override
        public long nanos() {
            return world.clock().nanos();
        }

        @Override
        public long epochNanos() {
            return world.clock().epochNanos() + shift.toNanos();
        }
    }
}
