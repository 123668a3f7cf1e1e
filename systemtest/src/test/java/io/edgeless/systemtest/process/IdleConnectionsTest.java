package io.edgeless.systemtest.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;

import io.edgeless.api.rpc.WorkflowClient;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.Security;
import io.edgeless.systemtest.cluster.FreePorts;
import io.edgeless.systemtest.cluster.HttpAnswer;
import io.edgeless.world.World;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Thousands of clients that connect and then do nothing, while others are served. They come from
/// several loopback addresses, each of which has its own ports, so that those do not run out.
class IdleConnectionsTest {

    private static final int IDLE = 10_000;

    /// What the ingress accepts, see `SystemProperties` in `dist`.
    private static final int INGRESS_MAX = 12_288;

    /// For everything else that this process and the cluster have open.
    private static final int OTHER_FILES = 1_000;

    private static final int PER_ADDRESS = 4_000;

    /// A connection costs some 10 KiB; a leak of what a request costs would be far beyond.
    private static final long GROWTH_MAX_BYTES = 256L << 20;

    /// What an HTTP/2 client says first: the preface and empty settings.
    private static final byte[] HELLO =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"
                    .getBytes(StandardCharsets.ISO_8859_1);

    @TempDir static Path folder;

    private static int first = FreePorts.block(8);
    private static Optional<ProgramProcess> box = Optional.empty();

    private final List<SocketChannel> idle = new ArrayList<>();

    @BeforeAll
    static void startBox() {
        String example =
                Path.of(System.getProperty("edgeless.home", ".."))
                        .toAbsolutePath()
                        .resolve("examples/http_processor/workflow.json")
                        .toString();
        ProgramProcess started =
                ProgramProcess.start(
                        folder, "run", example, "--first-port", Integer.toString(first));
        box = Optional.of(started.awaitText("Ctrl-C stops everything"));
    }

    @AfterAll
    static void stopBox() {
        box.ifPresent(ProgramProcess::close);
    }

    @AfterEach
    void closeAll() throws IOException {
        for (SocketChannel connection : idle) {
            connection.close();
        }
    }

    /// How many connections the file limit has room for: each end is a file, in one process each.
    private static int room() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof UnixOperatingSystemMXBean unix
                ? (int) Math.min(Integer.MAX_VALUE, unix.getMaxFileDescriptorCount()) - OTHER_FILES
                : 0;
    }

    @Test
    void ingress_withIdleConnections_answersAndBoundsThem() throws IOException {
        int count = Math.min(IDLE, room());
        long before = box.orElseThrow().residentBytes();

        open(first + 7, count, new byte[0]);

        assertThat(stillOpen()).isEqualTo(count);
        assertAnswered();
        assertThat(box.orElseThrow().residentBytes() - before).isLessThan(GROWTH_MAX_BYTES);
    }

    @Test
    void ingress_withMoreThanItAccepts_closesTheRestAndAnswersAfterwards() throws IOException {
        int count = INGRESS_MAX + 500;
        assumeTrue(count <= room(), "the file limit is too low for so many connections");

        open(first + 7, count, new byte[0]);

        await().atMost(ProgramProcess.PATIENCE).until(() -> stillOpen() <= INGRESS_MAX);
        closeAll();
        await().atMost(ProgramProcess.PATIENCE)
                .ignoreExceptions()
                .untilAsserted(IdleConnectionsTest::assertAnswered);
    }

    @Test
    void grpcPorts_withIdleConnections_answerAndCloseThoseThatNeverSaidHello() throws IOException {
        int each = Math.min(IDLE, room()) / 12;
        long before = box.orElseThrow().residentBytes();
        int silent = 0;
        for (int port = first; port < first + 6; port++) {
            open(port, each, HELLO);
            open(port, each, new byte[0]);
            silent += each;
        }

        assertAnswered();
        assertThat(box.orElseThrow().residentBytes() - before).isLessThan(GROWTH_MAX_BYTES);
        int greeted = idle.size() - silent;
        await().atMost(ProgramProcess.PATIENCE).until(() -> stillOpen() == greeted);
        assertAnswered();
    }

    private void open(int port, int count, byte[] greeting) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel connection = SocketChannel.open();
            idle.add(connection);
            byte[] from = {127, 0, 0, (byte) (2 + idle.size() / PER_ADDRESS)};
            connection.bind(new InetSocketAddress(InetAddress.getByAddress(from), 0));
            connection.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            connection.write(ByteBuffer.wrap(greeting));
            connection.configureBlocking(false);
        }
    }

    private int stillOpen() {
        return (int) idle.stream().filter(IdleConnectionsTest::isOpen).count();
    }

    /// Whether the other end has not closed it; what that sent meanwhile is read and dropped.
    private static boolean isOpen(SocketChannel connection) {
        ByteBuffer scrap = ByteBuffer.allocate(256);
        try {
            int read = connection.read(scrap);
            while (read > 0) {
                read = connection.read(scrap.clear());
            }
            return read == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /// Requests go through the ingress, and commands through the controller.
    private static void assertAnswered() {
        String url = "http://127.0.0.1:" + (first + 7);
        assertThat(HttpAnswer.post(url, "edgeless-project.eu", "{\"sensor\":\"t1\",\"value\":1}"))
                .extracting(HttpAnswer::status)
                .isEqualTo(200);
        World world = World.real();
        try (var channels = new GrpcChannels(world.clock(), Security.none())) {
            var workflows =
                    new WorkflowClient(
                            channels.to("http://127.0.0.1:" + first), ProgramProcess.PATIENCE);
            assertThat(workflows.list()).hasSize(1);
        } finally {
            world.timers().close();
        }
    }
}
