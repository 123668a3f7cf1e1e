package io.edgeless.api.rpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.api.rpc.wire.Wire;
import io.edgeless.api.rpc.wire.v2.EventLinkGrpc;
import io.edgeless.api.rpc.wire.v2.WireV2;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Serves [Invocations] to other nodes by streams of events. Calls it for the events of one stream
/// one after the other, on a thread of the gRPC server, which it must not block. Whoever makes it
/// closes it before its server, which would otherwise wait for the streams.
public final class EventLinkService implements BindableService, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(EventLinkService.class.getName());

    /// The peers of a domain of a thousand nodes, four times; a quarter of the calls that a server
    /// takes, so that streams alone never use them up.
    private static final int STREAMS_MAX = 4_096;

    /// Four times as many as nodes of ours send; the empty ones of a larger batch would cost more
    /// than they bring.
    private static final int BATCH_EVENTS_MAX = 1_024;

    private final Invocations invocations;
    private final Set<Receiver> receivers = ConcurrentHashMap.newKeySet();
    private volatile boolean isClosed;

    public EventLinkService(Invocations invocations) {
        this.invocations = invocations;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return new Serving(EventLinkGrpc.SERVICE_NAME)
                .streams(EventLinkGrpc.getOpenMethod(), this::open)
                .bind();
    }

    private StreamObserver<Serving.Incoming<WireV2.EventBatch>> open(
            ServerCallStreamObserver<WireV2.EventsTaken> answers) {
        Receiver receiver = new Receiver(answers);
        receivers.add(receiver);
        if (isClosed) {
            receiver.end();
        } else if (receivers.size() > STREAMS_MAX) {
            receiver.fail(
                    Status.RESOURCE_EXHAUSTED.withDescription(
                            "no more than " + STREAMS_MAX + " streams of events"));
        }
        return receiver;
    }

    /// Ends all streams; their senders see it and try elsewhere or later.
    @Override
    public void close() {
        isClosed = true;
        receivers.forEach(Receiver::end);
    }

    /// One stream. Asks for the next batch only when its answers have left, so that a sender that
    /// does not read them sends no more either.
    private final class Receiver implements StreamObserver<Serving.Incoming<WireV2.EventBatch>> {

        private final ServerCallStreamObserver<WireV2.EventsTaken> answers;

        /// The thread of the stream and whoever closes the service answer.
        private final Object lock = new Object();

        @GuardedBy("lock")
        private boolean isOver;

        /// Only by the thread of the stream.
        private boolean isHeldBack;

        Receiver(ServerCallStreamObserver<WireV2.EventsTaken> answers) {
            this.answers = answers;
            answers.disableAutoRequest();
            answers.setOnCancelHandler(this::over);
            answers.setOnCloseHandler(this::over);
            answers.setOnReadyHandler(this::ready);
            answers.request(1);
        }

        /// Called on the thread of the stream.
        private void ready() {
            if (isHeldBack) {
                isHeldBack = false;
                answers.request(1);
            }
        }

        private void goOn() {
            if (answers.isReady()) {
                answers.request(1);
            } else {
                isHeldBack = true;
            }
        }

        @Override
        public void onNext(Serving.Incoming<WireV2.EventBatch> batch) {
            try {
                take(batch.message());
                goOn();
            } catch (Malformed e) {
                fail(Status.INVALID_ARGUMENT.withDescription("Bad Request: " + e.problem()));
            } catch (RpcException e) {
                fail(Status.fromCode(Codes.status(e.code())).withDescription(e.getMessage()));
            }
        }

        private void take(WireV2.EventBatch batch) {
            if (batch.getEventsCount() > BATCH_EVENTS_MAX) {
                throw new Malformed("a batch has more than " + BATCH_EVENTS_MAX + " events");
            }
            var taken = WireV2.EventsTaken.newBuilder().setEvents(batch.getEventsCount());
            for (int i = 0; i < batch.getEventsCount(); i++) {
                if (!take(batch.getEvents(i))) {
                    taken.addRefused(i);
                }
            }
            synchronized (lock) {
                if (!isOver) {
                    answers.onNext(taken.build());
                }
            }
        }

        private boolean take(Wire.Event event) {
            try {
                invocations.handle(WireEvents.read(event));
                return true;
            } catch (Malformed | RpcException e) {
                LOG.log(System.Logger.Level.DEBUG, "an event of a link was refused", e);
                return false;
            } catch (Throwable e) {
                LOG.log(System.Logger.Level.ERROR, "Bug while taking an event of a link", e);
                return false;
            }
        }

        @Override
        public void onError(Throwable error) {
            over();
        }

        @Override
        public void onCompleted() {
            end();
        }

        void end() {
            synchronized (lock) {
                if (!isOver) {
                    over();
                    answers.onCompleted();
                }
            }
        }

        private void fail(Status status) {
            synchronized (lock) {
                if (!isOver) {
                    over();
                    answers.onError(status.asRuntimeException());
                }
            }
        }

        private void over() {
            synchronized (lock) {
                isOver = true;
            }
            receivers.remove(this);
        }
    }
}
