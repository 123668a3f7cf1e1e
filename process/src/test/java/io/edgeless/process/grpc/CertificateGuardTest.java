package io.edgeless.process.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.world.Clock;
import io.edgeless.world.Counters;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLSession;

/// Calls whose client's certificate expires at some moment, on a clock that moves by hand.
class CertificateGuardTest {

    private static final Duration DAY = Duration.ofDays(1);

    private final Counters counters = new Counters();
    private final List<String> heard = new ArrayList<>();
    private Instant now = Instant.now();
    private final CertificateGuard guard = new CertificateGuard(new HandClock(), counters);

    @Test
    void stream_thatOutlivesTheCertificate_isEndedAndCountedOnce() throws CertificateException {
        var call = new RecordedCall(session());
        ServerCall.Listener<String> listener = begin(call);
        listener.onMessage("before");

        now = now.plus(DAY).plus(DAY);
        for (int i = 0; i < 3; i++) {
            listener.onMessage("after");
        }
        listener.onHalfClose();

        assertThat(heard).containsExactly("before");
        assertThat(call.closed)
                .singleElement()
                .extracting(Status::getCode)
                .isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(expired()).isEqualTo(1);
    }

    @Test
    void call_afterTheCertificateExpired_neverBegins() throws CertificateException {
        now = now.plus(DAY).plus(DAY);
        var call = new RecordedCall(session());

        begin(call).onMessage("late");

        assertThat(heard).isEmpty();
        assertThat(call.closed).hasSize(1);
        assertThat(expired()).isEqualTo(1);
    }

    @Test
    void call_withAValidCertificate_isLetThrough() throws CertificateException {
        var call = new RecordedCall(session());
        ServerCall.Listener<String> listener = begin(call);

        listener.onMessage("one");
        listener.onHalfClose();

        assertThat(heard).containsExactly("one", "end");
        assertThat(call.closed).isEmpty();
        assertThat(expired()).isZero();
    }

    private long expired() {
        return counters.counter(CallMetric.CALLS_EXPIRED).total();
    }

    private ServerCall.Listener<String> begin(RecordedCall call) {
        return guard.interceptCall(
                call,
                new Metadata(),
                (_, _) ->
                        new ServerCall.Listener<>() {
                            @Override
                            public void onMessage(String message) {
                                heard.add(message);
                            }

                            @Override
                            public void onHalfClose() {
                                heard.add("end");
                            }
                        });
    }

    /// Of a client whose certificate expires in a day.
    private static SSLSession session() throws CertificateException {
        String pem = new TestAuthority("authority").issue("client").certificate();
        Certificate certificate =
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        return (SSLSession)
                Proxy.newProxyInstance(
                        SSLSession.class.getClassLoader(),
                        new Class<?>[] {SSLSession.class},
                        (_, method, _) -> {
                            if (method.getName().equals("getPeerCertificates")) {
                                return new Certificate[] {certificate};
                            }
                            throw new UnsupportedOperationException(method.getName());
                        });
    }

    private final class HandClock implements Clock {

        @Override
        public long nanos() {
            return epochNanos();
        }

        @Override
        public long epochNanos() {
            return Duration.between(Instant.EPOCH, now).toNanos();
        }
    }

    /// A call that may be closed once, as a real one.
    private static final class RecordedCall extends ServerCall<String, String> {

        private final SSLSession session;
        private final List<Status> closed = new ArrayList<>();

        RecordedCall(SSLSession session) {
            this.session = session;
        }

        @Override
        public Attributes getAttributes() {
            return Attributes.newBuilder().set(Grpc.TRANSPORT_ATTR_SSL_SESSION, session).build();
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (!closed.isEmpty()) {
                throw new IllegalStateException("call already closed");
            }
            closed.add(status);
        }

        @Override
        public void request(int count) {}

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void sendMessage(String message) {}

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public MethodDescriptor<String, String> getMethodDescriptor() {
            throw new UnsupportedOperationException();
        }
    }
}
