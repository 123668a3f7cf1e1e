package io.edgeless.process.grpc;

import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.BlobStore;
import io.edgeless.world.Disk;
import io.edgeless.world.DiskException;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads certificates and keys, and makes sure that they can be used now: every failure is one of
/// the start, with the file and the key that names it. Used by the thread that starts a program,
/// and later by the one that looks for renewed files.
///
/// @param tlsFile that names the others, for messages
/// @param now to tell what has expired
record PemFiles(Disk disk, Path tlsFile, Instant now) {

    /// Far more than any bundle of authorities.
    private static final int BYTES_MAX = 4 << 20;

    private static final Pattern KEY =
            Pattern.compile(
                    "-----BEGIN ([A-Z ]*)PRIVATE KEY-----([^-]*)-----END \\1PRIVATE KEY-----");

    /// What is signed to see whether a key belongs to a certificate.
    private static final byte[] PROBE = "probe".getBytes(StandardCharsets.US_ASCII);

    /// The certificate of a program with those that lead to its authority, all of them valid now.
    List<X509Certificate> chain(TlsFile.Named named) {
        List<X509Certificate> chain = certificates(named);
        for (X509Certificate certificate : chain) {
            if (now.isAfter(certificate.getNotAfter().toInstant())) {
                throw failure(
                        named,
                        "has expired at %s (%s); renew it"
                                .formatted(
                                        certificate.getNotAfter().toInstant(), name(certificate)));
            }
            if (now.isBefore(certificate.getNotBefore().toInstant())) {
                throw failure(
                        named,
                        "is not valid before %s (%s); is this machine's clock right?"
                                .formatted(
                                        certificate.getNotBefore().toInstant(), name(certificate)));
            }
        }
        return chain;
    }

    /// The authorities to trust, of which at least one is valid now.
    List<X509Certificate> authorities(TlsFile.Named named) {
        List<X509Certificate> all = certificates(named);
        List<X509Certificate> valid =
                all.stream().filter(each -> !now.isAfter(each.getNotAfter().toInstant())).toList();
        if (valid.isEmpty()) {
            throw failure(named, "holds only authorities that have expired; renew them");
        }
        return valid;
    }

    /// The private key of this certificate.
    PrivateKey key(TlsFile.Named named, X509Certificate certificate) {
        Matcher block = KEY.matcher(new String(bytes(named), StandardCharsets.ISO_8859_1));
        if (!block.find()) {
            throw failure(named, "holds no private key in PEM");
        }
        if (!block.group(1).isEmpty()) {
            throw failure(
                    named,
                    "holds a key in the form %1$sPRIVATE KEY; convert it with `openssl pkcs8 -topk8"
                                    .formatted(block.group(1))
                            + " -nocrypt -in OLD -out NEW`");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(block.group(2));
            PublicKey expected = certificate.getPublicKey();
            PrivateKey key =
                    KeyFactory.getInstance(expected.getAlgorithm())
                            .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (isPair(key, expected)) {
                return key;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw failure(named, "does not hold the key of the certificate: " + e.getMessage());
        }
        throw failure(named, "holds the key of another certificate than " + name(certificate));
    }

    private static boolean isPair(PrivateKey key, PublicKey expected)
            throws GeneralSecurityException {
        String algorithm =
                switch (expected.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> expected.getAlgorithm();
                };
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(key);
        signer.update(PROBE);
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(expected);
        verifier.update(PROBE);
        return verifier.verify(signer.sign());
    }

    private List<X509Certificate> certificates(TlsFile.Named named) {
        try {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes(named)))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException e) {
            throw failure(named, "holds no certificates in PEM: " + e.getMessage());
        }
        throw failure(named, "holds no certificate in PEM");
    }

    /// The digests of these files, whatever they hold: two of them tell whether one changed.
    Map<TlsFile.Named, String> digests(Collection<TlsFile.Named> files) {
        Map<TlsFile.Named, String> digests = new LinkedHashMap<>();
        files.forEach(named -> digests.put(named, BlobStore.digest(bytes(named))));
        return digests;
    }

    private byte[] bytes(TlsFile.Named named) {
        try {
            long size =
                    disk.plainFileBytes(named.file())
                            .orElseThrow(() -> failure(named, "is not there or is no plain file"));
            if (size > BYTES_MAX) {
                throw failure(named, "is larger than " + BYTES_MAX + " bytes");
            }
            return disk.read(named.file()).orElseThrow(() -> failure(named, "is gone"));
        } catch (DiskException e) {
            throw failure(named, "cannot be read: " + e.getMessage());
        }
    }

    private StartupException failure(TlsFile.Named named, String what) {
        return new StartupException(
                "TLS cannot be set up: %s (%s in %s) %s"
                        .formatted(named.file(), named.key(), tlsFile, what));
    }

    static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
