package io.edgeless.api.rpc;

import com.google.protobuf.Empty;

import io.edgeless.api.rpc.RpcException.Code;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

import java.lang.System.Logger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The one boundary of every handler: whatever a request leads to becomes an answer or a status,
/// and nothing throws out of a handler.
final class Answering {

    private static final Logger LOGGER = System.getLogger(Answering.class.getName());

    private Answering() {}

    /// Answers with what the work returns.
    ///
    /// @param malformed makes the status text of a request that cannot be translated
    static <A> void answer(
            StreamObserver<A> observer, UnaryOperator<String> malformed, Supplier<A> work) {
        A answer;
        try {
            answer = work.get();
        } catch (Malformed e) {
            fail(observer, Code.INVALID_ARGUMENT, malformed.apply(String.valueOf(e.getMessage())));
            return;
        } catch (RpcException e) {
            fail(observer, e.code(), String.valueOf(e.getMessage()));
            return;
        } catch (RuntimeException | Error e) {
            LOGGER.log(Logger.Level.ERROR, "a request failed by an error of ours", e);
            fail(observer, Code.INTERNAL, "Server Error");
            return;
        }
        observer.onNext(answer);
        observer.onCompleted();
    }

    /// Answers with nothing when the work is done.
    static void done(
            StreamObserver<Empty> observer, UnaryOperator<String> malformed, Runnable work) {
        answer(
                observer,
                malformed,
                () -> {
                    work.run();
                    return Empty.getDefaultInstance();
                });
    }

    private static void fail(StreamObserver<?> observer, Code code, String text) {
        observer.onError(
                Status.fromCode(Status.Code.valueOf(code.name()))
                        .withDescription(text)
                        .asRuntimeException());
    }
}
