package io.edgeless.process.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.World;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// The certificates, keys and authorities that TLS works with: read and checked at the start, and
/// again when their files changed. New connections use what was read last; what cannot be used
/// changes nothing and is said once. Safe for concurrent use.
final class TlsMaterial {

    private static final Logger LOGGER = LoggerFactory.getLogger(TlsMaterial.class);

    /// Time to renew a certificate before it stops the program from starting again.
    private static final Duration RENEW_BEFORE = Duration.ofDays(7);

    /// Not with every look.
    private static final Duration WARNING_PERIOD = Duration.ofDays(1);

    private final World world;
    private final Path tlsFile;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final List<Part> parts = new ArrayList<>();

    /// The files as they were looked at last, used or refused, by their digests.
    @GuardedBy("lock")
    private Map<TlsFile.Named, String> seen = new LinkedHashMap<>();

    @GuardedBy("lock")
    private String lastTrouble = "";

    /// The certificates in force that this program shows.
    private final Map<TlsFile.Named, Shown> shown = new ConcurrentHashMap<>();

    /// @param end when it expires
    /// @param warning when to warn of that next, if it is near then
    private record Shown(Instant end, Instant warning) {}

    /// Reads its files and checks them; what that returns puts them in force, and cannot fail.
    private interface Part {
        Runnable read(PemFiles pem);
    }

    TlsMaterial(World world, Path tlsFile) {
        this.world = world;
        this.tlsFile = tlsFile;
    }

    private PemFiles pem() {
        return new PemFiles(
                world.disk(), tlsFile, Instant.EPOCH.plusNanos(world.clock().epochNanos()));
    }

    /// What somebody shows.
    ///
    /// @param who for the log
    /// @throws StartupException when it cannot be used
    X509ExtendedKeyManager identity(String who, TlsFile.Named certificate, TlsFile.Named key) {
        AdvancedTlsX509KeyManager manager = new AdvancedTlsX509KeyManager();
        add(
                pem -> {
                    List<X509Certificate> chain = pem.chain(certificate);
                    PrivateKey own = pem.key(key, chain.getFirst());
                    return () -> {
                        manager.updateIdentityCredentials(
                                chain.toArray(X509Certificate[]::new), own);
                        show(who, certificate, chain.getFirst(), pem.now());
                    };
                },
                List.of(certificate, key));
        return manager;
    }

    /// Whom somebody trusts.
    ///
    /// @throws StartupException when there is nobody to trust
    X509ExtendedTrustManager authorities(TlsFile.Named ca) {
        try {
            AdvancedTlsX509TrustManager manager = AdvancedTlsX509TrustManager.newBuilder().build();
            add(
                    pem -> {
                        X509Certificate[] trusted =
                                pem.authorities(ca).toArray(X509Certificate[]::new);
                        return () -> update(manager, trusted);
                    },
                    List.of(ca));
            return manager;
        } catch (GeneralSecurityException e) {
            throw new StartupException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static void update(AdvancedTlsX509TrustManager manager, X509Certificate[] trusted) {
        try {
            manager.updateTrustCredentials(trusted);
        } catch (IOException | GeneralSecurityException e) {
            throw new StartupException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private void add(Part part, List<TlsFile.Named> of) {
        PemFiles pem = pem();
        synchronized (lock) {
            // Before it is read: what changes meanwhile is seen at the next look.
            seen.putAll(pem.digests(of));
            part.read(pem).run();
            parts.add(part);
            warn(pem.now());
        }
    }

    /// Told after something was renewed, by the thread that did so; must not block.
    void onRenewed(Runnable listener) {
        listeners.add(listener);
    }

    /// Looks whether the files changed, and uses them if they are right, all or none of them. Reads
    /// from the disk.
    void renew() {
        synchronized (lock) {
            PemFiles pem = pem();
            warn(pem.now());
            try {
                Map<TlsFile.Named, String> now = pem.digests(seen.keySet());
                if (now.equals(seen)) {
                    return;
                }
                // A renewal may be half done: it is looked at again when the rest has changed too.
                seen = now;
                parts.stream().map(part -> part.read(pem)).toList().forEach(Runnable::run);
                warn(pem.now());
            } catch (StartupException e) {
                say(String.valueOf(e.getMessage()));
                return;
            }
            lastTrouble = "";
            LOGGER.info("TLS: renewed files are used for new connections");
        }
        listeners.forEach(Runnable::run);
    }

    /// Once, not at every look.
    @GuardedBy("lock")
    private void say(String trouble) {
        if (!trouble.equals(lastTrouble)) {
            LOGGER.warn("renewed TLS files are not used, the earlier ones stay: {}", trouble);
            lastTrouble = trouble;
        }
    }

    private void show(String who, TlsFile.Named named, X509Certificate certificate, Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        LOGGER.info(
                "TLS: {} {} ({}), valid until {}",
                who,
                named.file(),
                PemFiles.name(certificate),
                end);
        shown.put(named, new Shown(end, now));
    }

    /// Of certificates that expire soon, once a day.
    private void warn(Instant now) {
        shown.replaceAll((named, own) -> {
            if (now.isBefore(own.warning()) || now.plus(RENEW_BEFORE).isBefore(own.end())) {
                return own;
            }
            LOGGER.warn("{} expires at {}: renew it", named.file(), own.end());
            return new Shown(own.end(), now.plus(WARNING_PERIOD));
        });
    }
}
