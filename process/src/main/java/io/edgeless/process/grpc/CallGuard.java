package io.edgeless.process.grpc;

import io.edgeless.world.Counter;
import io.edgeless.world.Counters;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/// The one boundary of every call of a server: bounds how many run, and turns whatever a handler
/// throws into an answer. Safe for concurrent use.
final class CallGuard implements ServerInterceptor {

    private static final Logger LOGGER = LoggerFactory.getLogger(CallGuard.class);

    private final Semaphore permits;
    private final Arrivals arrivals;
    private final Counter refused;
    private final Counter malformed;
    private final Counter failed;

    CallGuard(int callsMax, Arrivals arrivals, Counters counters) {
        permits = new Semaphore(callsMax);
        this.arrivals = arrivals;
        refused = counters.counter(CallMetric.CALLS_REFUSED);
        malformed = counters.counter(CallMetric.CALLS_MALFORMED);
        failed = counters.counter(CallMetric.CALLS_FAILED);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (!permits.tryAcquire()) {
            refused.add(1);
            call.close(
                    Status.RESOURCE_EXHAUSTED.withDescription(
                            "too many calls are running here; try again later"),
                    new Metadata());
            return new ServerCall.Listener<>() {};
        }
        var guarded = new GuardedCall<>(call);
        arrivals.begun(guarded);
        ServerCall.Listener<Q> listener = new ServerCall.Listener<>() {};
        try {
            listener = next.startCall(guarded, headers);
        } catch (Throwable e) {
            fail(guarded, e);
        }
        return new GuardedListener<>(listener, guarded);
    }

    private void fail(GuardedCall<?, ?> call, Throwable problem) {
        Status status;
        if (problem instanceof StatusRuntimeException known) {
            status = known.getStatus();
            malformed.add(1);
            LOGGER.debug("{} got a malformed request: {}", call.name(), status);
        } else {
            status = Status.INTERNAL.withDescription("Server Error");
            failed.add(1);
            LOGGER.error("{} failed", call.name(), problem);
        }
        call.fail(status);
    }

    /// Closes its call once only, whoever comes first.
    private static final class GuardedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {

        /// The handler may answer on another thread than the one that failed.
        private final AtomicBoolean isClosed = new AtomicBoolean();

        GuardedCall(ServerCall<Q, A> call) {
            super(call);
        }

        String name() {
            return getMethodDescriptor().getFullMethodName();
        }

        boolean isClosed() {
            return isClosed.get();
        }

        void fail(Status status) {
            close(status, new Metadata());
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (isClosed.compareAndSet(false, true)) {
                super.close(status, trailers);
            }
        }
    }

    /// Called by gRPC, by one thread at a time.
    private final class GuardedListener<Q> extends SimpleForwardingServerCallListener<Q> {

        private final GuardedCall<?, ?> call;

        GuardedListener(ServerCall.Listener<Q> listener, GuardedCall<?, ?> call) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            whileOpen(() -> super.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            arrivals.ended(call);
            whileOpen(super::onHalfClose);
        }

        @Override
        public void onReady() {
            whileOpen(super::onReady);
        }

        @Override
        public void onCancel() {
            atEnd(super::onCancel);
        }

        @Override
        public void onComplete() {
            atEnd(super::onComplete);
        }

        private void whileOpen(Runnable step) {
            if (!call.isClosed()) {
                try {
                    step.run();
                } catch (Throwable e) {
                    fail(call, e);
                }
            }
        }

        private void atEnd(Runnable step) {
            arrivals.ended(call);
            try {
                step.run();
            } catch (Throwable e) {
                fail(call, e);
            } finally {
                permits.release();
            }
        }
    }
}
