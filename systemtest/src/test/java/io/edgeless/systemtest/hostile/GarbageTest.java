package io.edgeless.systemtest.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeless.process.grpc.ServerLimits;
import io.edgeless.systemtest.cluster.ClusterClient;
import io.edgeless.systemtest.cluster.TestCluster;
import io.edgeless.systemtest.compat.v12.DomainRegistrationGrpc;
import io.edgeless.systemtest.compat.v12.FunctionInstanceGrpc;
import io.edgeless.systemtest.compat.v12.FunctionInvocationGrpc;
import io.edgeless.systemtest.compat.v12.NodeManagementGrpc;
import io.edgeless.systemtest.compat.v12.NodeRegistrationGrpc;
import io.edgeless.systemtest.compat.v12.ResourceConfigurationGrpc;
import io.edgeless.systemtest.compat.v12.WorkflowInstanceGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Bytes that are no message, on every port of a cluster: an error for who sent them, and a
/// neighbour that is answered all the time.
class GarbageTest {

    private static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir static Path folder;

    private static TestCluster cluster;
    private static ClusterClient client;
    private static AutoCloseable closeNeighbour = () -> {};
    private static Runnable assertNeighbourAnswered = () -> {};

    @BeforeAll
    static void startCluster() {
        cluster = TestCluster.started(folder, 1);
        client = cluster.client();
        Neighbour neighbour = new Neighbour(client);
        closeNeighbour = neighbour;
        assertNeighbourAnswered = neighbour::assertAnswered;
    }

    @AfterAll
    static void stopCluster() throws Exception {
        closeNeighbour.close();
        client.close();
        cluster.close();
    }

    @AfterEach
    void allGoesOn() {
        assertNeighbourAnswered.run();
        cluster.awaitNodes(1);
        assertThat(client.workflows().list()).hasSize(1);
    }

    // ---- messages ---------------------------------------------------------------------------

    private static Map<String, List<ServiceDescriptor>> ports() {
        List<ServiceDescriptor> components =
                List.of(
                        FunctionInstanceGrpc.getServiceDescriptor(),
                        ResourceConfigurationGrpc.getServiceDescriptor());
        Map<String, List<ServiceDescriptor>> ports = new LinkedHashMap<>();
        ports.put(cluster.controllerUrl(), List.of(WorkflowInstanceGrpc.getServiceDescriptor()));
        ports.put(
                cluster.domainRegisterUrl(),
                List.of(DomainRegistrationGrpc.getServiceDescriptor()));
        ports.put(cluster.orchestratorUrl(), components);
        ports.put(cluster.nodeRegisterUrl(), List.of(NodeRegistrationGrpc.getServiceDescriptor()));
        ports.put(
                cluster.agentUrl(1),
                Stream.concat(
                                components.stream(),
                                Stream.of(NodeManagementGrpc.getServiceDescriptor()))
                        .toList());
        ports.put(cluster.invocationUrl(1), List.of(FunctionInvocationGrpc.getServiceDescriptor()));
        return ports;
    }

    /// None of these is a protobuf message.
    private static List<byte[]> noMessages() {
        byte[] ones = new byte[64];
        Arrays.fill(ones, (byte) 0xff);
        return List.of(
                ones,
                new byte[] {0x0a},
                // A field that claims 2 GiB, and one that ends before its length.
                new byte[] {0x0a, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07},
                new byte[] {0x12, 0x40, 1, 2, 3},
                // Groups that never end.
                new byte[] {0x0b, 0x0b, 0x0b, 0x0b});
    }

    @Test
    void bytesThatAreNoMessage_areAnsweredWithAnError() {
        ports().forEach((url, services) -> {
            ManagedChannel channel = channel(url);
            try {
                for (ServiceDescriptor service : services) {
                    for (MethodDescriptor<?, ?> method : service.getMethods()) {
                        // Whatever an empty message is encoded as, Reset would be carried out.
                        for (byte[] bytes : noMessages()) {
                            assertRefused(channel, method.getFullMethodName(), bytes);
                        }
                    }
                }
            } finally {
                channel.shutdownNow();
            }
        });
    }

    private static void assertRefused(ManagedChannel channel, String method, byte[] bytes) {
        try {
            byte[] answer = call(channel, method, bytes);
            assertThat(new String(answer, StandardCharsets.UTF_8))
                    .as("the answer of %s", method)
                    .containsIgnoringCase("invalid");
        } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode())
                    .as("the status of %s", method)
                    .isIn(Status.Code.INVALID_ARGUMENT, Status.Code.INTERNAL);
            assertThat(e.getStatus().getDescription()).isNotEmpty();
        }
    }

    /// One byte more than each port takes; refused by its length, before it is read.
    @Test
    void messagesBeyondTheLimit_areRefusedOnEveryPort() {
        ports().forEach((url, services) -> {
            ServerLimits limits =
                    url.equals(cluster.invocationUrl(1))
                            ? ServerLimits.events()
                            : ServerLimits.control();
            byte[] bytes = new byte[limits.messageBytesMax() + 1];
            ManagedChannel channel = channel(url);
            try {
                for (ServiceDescriptor service : services) {
                    String method = service.getMethods().iterator().next().getFullMethodName();
                    assertThatThrownBy(() -> call(channel, method, bytes))
                            .as(method)
                            .isInstanceOfSatisfying(
                                    StatusRuntimeException.class,
                                    e ->
                                            assertThat(e.getStatus().getCode())
                                                    .isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
                }
            } finally {
                channel.shutdownNow();
            }
        });
    }

    @Test
    void methodsThatDoNotExist_areUnimplemented() {
        for (String url : ports().keySet()) {
            ManagedChannel channel = channel(url);
            try {
                call(channel, "edgeless_api.Nothing/Nowhere", new byte[8]);
                throw new AssertionError("answered");
            } catch (StatusRuntimeException e) {
                assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
            } finally {
                channel.shutdownNow();
            }
        }
    }

    private static byte[] call(ManagedChannel channel, String method, byte[] bytes) {
        var raw =
                MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName(method)
                        .build();
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS);
        return ClientCalls.blockingUnaryCall(channel, raw, options, bytes);
    }

    private static ManagedChannel channel(String url) {
        URI uri = URI.create(url);
        return NettyChannelBuilder.forAddress(uri.getHost(), uri.getPort()).usePlaintext().build();
    }

    /// Sends and takes bytes as they are.
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    // ---- bytes ------------------------------------------------------------------------------

    @Test
    void bytesThatAreNoHttp_endTheirConnectionOnly() {
        Random random = new Random(5);
        Stream.concat(ports().keySet().stream(), Stream.of(cluster.ingressUrl(1)))
                .forEach(url -> {
                    byte[] noise = new byte[4096];
                    random.nextBytes(noise);
                    send(url, new byte[0]);
                    send(url, noise);
                    send(
                            url,
                            "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                    send(url, PREFACE);
                    send(url, concat(PREFACE, noise));
                });
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /// Whether an answer comes and which does not matter; the server may hang up at any time.
    private static void send(String url, byte[] bytes) {
        URI uri = URI.create(url);
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(500);
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            var _ = socket.getInputStream().readNBytes(1024);
        } catch (SocketTimeoutException | SocketException e) {
            assertThat(e).isNotNull();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
