package io.edgeless.api.rpc;

import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCalls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A server and a channel to it, in this process.
final class Wired implements AutoCloseable {

    static final Duration DEADLINE = Duration.ofSeconds(20);

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Server server;
    private final ManagedChannel channel;

    Wired(BindableService... services) {
        this(List.of(services));
    }

    Wired(List<BindableService> services) {
        String name = InProcessServerBuilder.generateName();
        var builder = InProcessServerBuilder.forName(name).executor(executor);
        services.forEach(builder::addService);
        try {
            server = builder.build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        channel = InProcessChannelBuilder.forName(name).executor(executor).build();
    }

    ManagedChannel channel() {
        return channel;
    }

    /// Calls with a message of the wire.
    <Q, A> A call(MethodDescriptor<Q, A> method, Q request) {
        return ClientCalls.blockingUnaryCall(
                channel, method, CallOptions.DEFAULT.withDeadlineAfter(DEADLINE), request);
    }

    /// Calls with any bytes.
    byte[] callWithBytes(MethodDescriptor<?, ?> method, byte[] request) {
        return call(method.toBuilder(Bytes.MARSHALLER, Bytes.MARSHALLER).build(), request);
    }

    /// The status of a call that must fail.
    <Q, A> StatusRuntimeException failure(MethodDescriptor<Q, A> method, Q request) {
        try {
            A answer = call(method, request);
            throw new AssertionError("was answered: " + answer);
        } catch (StatusRuntimeException e) {
            return e;
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
        executor.shutdownNow();
    }

    /// Bytes as a message.
    static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        static final Bytes MARSHALLER = new Bytes();

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
}
