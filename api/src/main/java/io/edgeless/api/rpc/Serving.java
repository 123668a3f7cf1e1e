package io.edgeless.api.rpc;

import com.google.protobuf.Empty;

import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;

import java.io.InputStream;
import java.util.function.Consumer;
import java.util.function.Function;

/// The serving side of one gRPC service. Each request goes the same way: read it with checking,
/// carry it out, send the answer. This is the one place where whatever is thrown on that way ends:
/// a [Malformed] request and an [RpcException] become their answers, everything else is a bug of
/// ours, logged and answered INTERNAL. Bytes that are no protobuf message count as malformed.
///
/// Handlers run on the threads of the gRPC server's executor, many at a time.
final class Serving {

    /// How a request that cannot be read is answered: returns the answer, or throws [RpcException]
    /// for a status.
    @FunctionalInterface
    interface Unparsable<A> {
        A answer(String problem);
    }

    private static final System.Logger LOG = System.getLogger(Serving.class.getName());

    /// gRPC sends the message of a status as a header, and peers limit headers to 8 KiB; percent
    /// encoding makes up to nine bytes of a character.
    private static final int STATUS_MESSAGE_CHARS_MAX = 800;

    private final ServerServiceDefinition.Builder definition;

    Serving(String serviceName) {
        definition = ServerServiceDefinition.builder(serviceName);
    }

    /// Answers with a status and a message that starts with the prefix.
    static <A> Unparsable<A> status(RpcException.Code code, String prefix) {
        return problem -> {
            throw new RpcException(code, prefix + problem);
        };
    }

    /// Answers INVALID_ARGUMENT with a message that starts with the prefix.
    static <A> Unparsable<A> invalid(String prefix) {
        return status(RpcException.Code.INVALID_ARGUMENT, prefix);
    }

    /// Makes an answer without content of work without result.
    static <I> Function<I, Empty> done(Consumer<I> work) {
        return input -> {
            work.accept(input);
            return Empty.getDefaultInstance();
        };
    }

    /// Adds one rpc. Only `read` may throw [Malformed].
    <Q, I, A> Serving unary(
            MethodDescriptor<Q, A> method,
            Function<Q, I> read,
            Function<I, A> carryOut,
            Unparsable<A> unparsable) {
        Function<Incoming<Q>, A> handler =
                incoming -> {
                    I input;
                    try {
                        input = read.apply(incoming.message());
                    } catch (Malformed e) {
                        return unparsable.answer(e.problem());
                    }
                    return carryOut.apply(input);
                };
        String name = Calling.nameOf(method);
        definition.addMethod(
                method.toBuilder(
                                new IncomingMarshaller<>(method.getRequestMarshaller()),
                                method.getResponseMarshaller())
                        .build(),
                ServerCalls.asyncUnaryCall(
                        (request, observer) -> answer(name, handler, request, observer)));
        return this;
    }

    /// Adds an rpc with a stream each way. What the receiver throws ends the call.
    <Q, A> Serving streams(
            MethodDescriptor<Q, A> method,
            Function<ServerCallStreamObserver<A>, StreamObserver<Incoming<Q>>> open) {
        definition.addMethod(
                method.toBuilder(
                                new IncomingMarshaller<>(method.getRequestMarshaller()),
                                method.getResponseMarshaller())
                        .build(),
                ServerCalls.asyncBidiStreamingCall(
                        answers -> open.apply((ServerCallStreamObserver<A>) answers)));
        return this;
    }

    ServerServiceDefinition bind() {
        return definition.build();
    }

    private static <Q, A> void answer(
            String name, Function<Q, A> handler, Q request, StreamObserver<A> observer) {
        if (observer instanceof ServerCallStreamObserver<A> call) {
            // With a handler set, answering a call that its caller gave up does not throw.
            call.setOnCancelHandler(() -> {});
        }
        try {
            A answer = handler.apply(request);
            observer.onNext(answer);
            observer.onCompleted();
        } catch (RpcException e) {
            fail(observer, Status.fromCode(Codes.status(e.code())), String.valueOf(e.getMessage()));
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.ERROR, "Bug while answering " + name, e);
            fail(observer, Status.INTERNAL, "internal error in " + name + ", see the server's log");
        }
    }

    private static void fail(StreamObserver<?> observer, Status status, String message) {
        String description =
                message.length() <= STATUS_MESSAGE_CHARS_MAX
                        ? message
                        : message.substring(0, STATUS_MESSAGE_CHARS_MAX) + "...";
        observer.onError(status.withDescription(description).asRuntimeException());
    }

    /// A request as it came: its message, or why there is none (then it throws [Malformed] or
    /// [RpcException]).
    sealed interface Incoming<Q> {

        Q message();

        record Read<Q>(Q message) implements Incoming<Q> {}

        record Garbage<Q>(String problem) implements Incoming<Q> {
            @Override
            public Q message() {
                throw new Malformed(problem);
            }
        }

        record Refused<Q>(RpcException.Code code, String problem) implements Incoming<Q> {
            @Override
            public Q message() {
                throw new RpcException(code, problem);
            }
        }
    }

    /// Keeps what goes wrong while a message is parsed as a value, because gRPC answers UNKNOWN to
    /// whatever a marshaller throws.
    private record IncomingMarshaller<Q>(MethodDescriptor.Marshaller<Q> marshaller)
            implements MethodDescriptor.Marshaller<Incoming<Q>> {

        @Override
        public Incoming<Q> parse(InputStream stream) {
            try {
                return new Incoming.Read<>(marshaller.parse(stream));
            } catch (StatusRuntimeException e) {
                RpcException.Code code = Codes.code(e.getStatus().getCode());
                String problem = String.valueOf(e.getStatus().getDescription());
                return code == RpcException.Code.INTERNAL
                        ? new Incoming.Garbage<>("not a message of this kind: " + problem)
                        : new Incoming.Refused<>(code, problem);
            } catch (RuntimeException e) {
                return new Incoming.Garbage<>("not a message of this kind: " + e);
            }
        }

        @Override
        public InputStream stream(Incoming<Q> value) {
            return marshaller.stream(value.message());
        }
    }
}
