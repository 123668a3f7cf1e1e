package io.edgeless.simulation;

import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.RpcException.Code;

import java.util.function.Function;

/// How a remote call ended.
sealed interface Answer<A> {

    record Value<A>(A value) implements Answer<A> {}

    record Failed<A>(RpcException error) implements Answer<A> {}

    static <A> Answer<A> of(A value) {
        return new Value<>(value);
    }

    static <A> Answer<A> failed(Code code, String message) {
        return new Failed<>(new RpcException(code, message));
    }

    default <B> Answer<B> map(Function<A, B> change) {
        return switch (this) {
            case Value<A>(A value) -> new Value<>(change.apply(value));
            case Failed<A>(RpcException error) -> new Failed<>(error);
        };
    }
}
