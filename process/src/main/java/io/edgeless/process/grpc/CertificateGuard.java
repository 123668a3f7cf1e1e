package io.edgeless.process.grpc;

import io.edgeless.world.Clock;
import io.edgeless.world.Counter;
import io.edgeless.world.Counters;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

import org.jspecify.annotations.Nullable;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Ends calls of clients whose certificate has expired since their connection was made: TLS itself
/// looks only when a connection begins, and not even then when it resumes an earlier one. The
/// certificates are read once for each call; the clock is looked at when it begins and at every
/// message, so that a long stream ends too. Each call is refused, and counted, once. Safe for
/// concurrent use.
final class CertificateGuard implements ServerInterceptor {

    private final Clock clock;
    private final Counter expired;

    CertificateGuard(Clock clock, Counters counters) {
        this.clock = clock;
        expired = counters.counter(CallMetric.CALLS_EXPIRED);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        long endMillis = endMillis(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
        if (isOver(endMillis)) {
            refuse(call, endMillis);
            return new ServerCall.Listener<>() {};
        }
        ServerCall.Listener<Q> listener = next.startCall(call, headers);
        return new SimpleForwardingServerCallListener<>(listener) {

            // What follows finds the call closed; used by one thread at a time, as the listener.
            private boolean isRefused;

            @Override
            public void onMessage(Q message) {
                if (isRefused) {
                    return;
                }
                if (isOver(endMillis)) {
                    isRefused = true;
                    refuse(call, endMillis);
                } else {
                    super.onMessage(message);
                }
            }

            @Override
            public void onHalfClose() {
                if (!isRefused) {
                    super.onHalfClose();
                }
            }
        };
    }

    private boolean isOver(long endMillis) {
        return TimeUnit.NANOSECONDS.toMillis(clock.epochNanos()) > endMillis;
    }

    private void refuse(ServerCall<?, ?> call, long endMillis) {
        expired.add(1);
        call.close(
                Status.UNAUTHENTICATED.withDescription(
                        "your certificate has expired at "
                                + Instant.ofEpochMilli(endMillis)
                                + "; renew it"),
                new Metadata());
    }

    /// When the first certificate of the client's chain expires; never when it needs none.
    private static long endMillis(@Nullable SSLSession session) {
        long end = Long.MAX_VALUE;
        if (session == null) {
            return end;
        }
        try {
            for (Certificate certificate : session.getPeerCertificates()) {
                if (certificate instanceof X509Certificate known) {
                    end = Math.min(end, known.getNotAfter().toInstant().toEpochMilli());
                }
            }
        } catch (SSLPeerUnverifiedException e) {
            // This server asks for no certificates.
            return end;
        }
        return end;
    }
}
