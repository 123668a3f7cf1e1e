package io.edgeless.process.grpc;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;

/// Makes certificates for tests.
public final class TestAuthority {

    /// The name that v1.2 expects when the configuration names none.
    public static final String DEFAULT_NAME = "www.example.com";

    private static final AtomicLong SERIAL = new AtomicLong(1);
    private static final Base64.Encoder LINES =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private final KeyPair keys = keyPair();
    private final X500Name name;
    private final X509Certificate certificate;

    /// A certificate and its key, in PEM.
    public record Issued(String certificate, String key) {

        /// Writes `NAME.pem` and `NAME.key`.
        public void write(Path folder, String name) throws IOException {
            Files.writeString(folder.resolve(name + ".pem"), certificate);
            Files.writeString(folder.resolve(name + ".key"), key);
        }
    }

    public TestAuthority(String commonName) {
        name = new X500Name("CN=" + commonName);
        certificate = sign(name, keys, Validity.around(Instant.now()), true);
    }

    /// From when until when.
    public record Validity(Instant from, Instant to) {

        /// A day before and after.
        public static Validity around(Instant now) {
            return new Validity(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)));
        }
    }

    /// The authority's own certificate.
    public String certificate() {
        return pem("CERTIFICATE", encoded(certificate));
    }

    /// A certificate that is valid now, for this name.
    public Issued issue(String commonName) {
        return issue(commonName, Validity.around(Instant.now()));
    }

    /// A certificate for this name.
    public Issued issue(String commonName, Validity validity) {
        KeyPair fresh = keyPair();
        X509Certificate signed = sign(new X500Name("CN=" + commonName), fresh, validity, false);
        return new Issued(
                pem("CERTIFICATE", encoded(signed)),
                pem("PRIVATE KEY", fresh.getPrivate().getEncoded()));
    }

    /// Writes into the folder what a cluster with mutual TLS needs: `ca.pem`, a certificate for
    /// servers, one for clients, and the `tls_config.toml` that names them; returns the latter.
    public Path writeMutual(Path folder) throws IOException {
        Files.writeString(folder.resolve("ca.pem"), certificate());
        issue(DEFAULT_NAME).write(folder, "server");
        issue("client").write(folder, "client");
        return Files.writeString(
                folder.resolve("tls_config.toml"),
                """
                [server]
                server_cert_path = "server.pem"
                server_key_path = "server.key"
                server_ca_path = "ca.pem"
                [client]
                client_ca_path = "ca.pem"
                client_cert_path = "client.pem"
                client_key_path = "client.key"
                """);
    }

    private X509Certificate sign(
            X500Name subject, KeyPair subjectKeys, Validity validity, boolean isAuthority) {
        var builder =
                new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.valueOf(SERIAL.getAndIncrement()),
                        Date.from(validity.from()),
                        Date.from(validity.to()),
                        subject,
                        subjectKeys.getPublic());
        String commonName = subject.toString().substring("CN=".length());
        try {
            builder.addExtension(
                    Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            if (!isAuthority) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, commonName)));
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN "
                + kind
                + "-----\n"
                + LINES.encodeToString(bytes)
                + "\n-----END "
                + kind
                + "-----\n";
    }
}
