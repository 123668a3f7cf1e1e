package io.edgeless.process.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.World;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What may be in a `tls_config.toml`: everything but a whole and valid set is refused at the
/// start, with the file and the key.
class SecurityTest {

    @TempDir Path folder;

    private final World world = World.real();
    private final TestAuthority authority = new TestAuthority("authority");

    @BeforeEach
    void writeFiles() throws IOException {
        authority.writeMutual(folder);
        new TestAuthority("other").issue("other").write(folder, "other");
        Instant past = Instant.now().minus(Duration.ofHours(1));
        authority
                .issue("late", new TestAuthority.Validity(past.minus(Duration.ofDays(9)), past))
                .write(folder, "expired");
        Instant future = Instant.now().plus(Duration.ofHours(1));
        authority
                .issue("early", new TestAuthority.Validity(future, future.plusSeconds(9)))
                .write(folder, "early");
        Files.writeString(folder.resolve("garbage.pem"), "no certificate");
        Files.writeString(
                folder.resolve("sec1.key"),
                "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
    }

    @AfterEach
    void closeTimers() {
        world.timers().close();
    }

    private Security load(String toml) throws IOException {
        Path file = Files.writeString(folder.resolve("tls_config.toml"), toml);
        return Security.load(SecuritySettings.standard().withTlsFile(file), world);
    }

    private static String server(String certificate, String key) {
        return """
        [server]
        server_cert_path = "%s"
        server_key_path = "%s"
        """
                .formatted(certificate, key);
    }

    @Test
    void missingFile_isPlainText_unlessTheSettingsNameIt() throws IOException {
        Path missing = folder.resolve("missing.toml");

        Security plain =
                Security.load(new SecuritySettings(Optional.of(missing), false, false), world);

        assertThat(plain.serverScheme()).isEqualTo("http");
        assertThat(plain.channelScheme()).isEqualTo("http");
        assertThatThrownBy(() ->
                        Security.load(SecuritySettings.standard().withTlsFile(missing), world))
                .isInstanceOf(StartupException.class)
                .hasMessageStartingWith("TLS cannot be set up: " + missing);
    }

    @Test
    void linkToNowhere_isRefused() throws IOException {
        Path link = folder.resolve("link.toml");
        Files.createSymbolicLink(link, folder.resolve("nowhere"));

        assertThatThrownBy(() ->
                        Security.load(new SecuritySettings(Optional.of(link), false, false), world))
                .isInstanceOf(StartupException.class)
                .hasMessageStartingWith("TLS cannot be set up: " + link);
    }

    @Test
    void switchedOff_isPlainText_whateverLiesThere() {
        Security plain = Security.load(new SecuritySettings(Optional.empty(), true, false), world);

        assertThat(plain.serverScheme()).isEqualTo("http");
    }

    @Test
    void wholeFile_isTlsInBothDirections() throws IOException {
        Security both =
                Security.load(
                        SecuritySettings.standard().withTlsFile(authority.writeMutual(folder)),
                        world);

        assertThat(both.serverScheme()).isEqualTo("https");
        assertThat(both.channelScheme()).isEqualTo("https");
        assertThat(both.client().orElseThrow().domainName()).isEqualTo("www.example.com");
    }

    @Test
    void serverPartAlone_leavesCallsInPlainText_andSaysSo() throws IOException {
        List<String> said = new ArrayList<>();
        Logger logger = Logger.getLogger(Security.class.getName());
        Handler handler = collecting(said);
        logger.addHandler(handler);
        try {
            Security security = load(server("server.pem", "server.key"));

            assertThat(security.serverScheme()).isEqualTo("https");
            assertThat(security.channelScheme()).isEqualTo("http");
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(said)
                .singleElement()
                .asString()
                .contains("WARNING", "client_ca_path", "in plain text");
    }

    private static Handler collecting(List<String> said) {
        return new Handler() {
            @Override
            public void publish(LogRecord record) {
                said.add(record.getLevel() + " " + record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void clientKeys_areTakenFromTheServerTable_whenThereIsNoOther() throws IOException {
        Security security =
                load(
                        server("server.pem", "server.key")
                                + "client_ca_path = \"ca.pem\"\ndomain_name = \"a.example.com\"\n");

        assertThat(security.serverScheme()).isEqualTo("https");
        assertThat(security.client().orElseThrow().domainName()).isEqualTo("a.example.com");
    }

    @Test
    void flatFile_isReadToo() throws IOException {
        Security security =
                load(
                        """
                        client_ca_path = "ca.pem"
                        server_cert_path = "server.pem"
                        server_key_path = "server.key"
                        """);

        assertThat(security.serverScheme()).isEqualTo("https");
        assertThat(security.channelScheme()).isEqualTo("https");
    }

    @Test
    void emptyFile_isPlainText() throws IOException {
        assertThat(load("").serverScheme()).isEqualTo("http");
    }

    @ParameterizedTest
    @CsvSource({
        "nothing.pem, server.key, server_cert_path, is not there",
        ".,           server.key, server_cert_path, no plain file",
        "garbage.pem, server.key, server_cert_path, certificate",
        "expired.pem, expired.key, server_cert_path, has expired at",
        "early.pem,   early.key,  server_cert_path, is not valid before",
        "server.pem,  other.key,  server_key_path,  holds the key of another certificate",
        "server.pem,  server.pem, server_key_path,  holds no private key",
        "server.pem,  sec1.key,   server_key_path,  openssl pkcs8",
    })
    void serverFilesThatCannotBeUsed_areRefused(
            String certificate, String key, String named, String reason) {
        assertThatThrownBy(() -> load(server(certificate, key)))
                .isInstanceOf(StartupException.class)
                .hasMessageStartingWith("TLS cannot be set up: ")
                .hasMessageContaining("(" + named + " in " + folder.resolve("tls_config.toml"))
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[server]\\nserver_cert_path='server.pem' | server.server_key_path is missing",
                "[server]\\nserver_key_path='server.key' | server.server_cert_path is missing",
                "[server]\\nserver_ca_path='ca.pem' | server.server_cert_path is missing",
                "[client]\\nclient_cert_path='client.pem' | client.client_key_path is missing",
                "[client]\\nclient_key_path='client.key' | client.client_cert_path is missing",
                "[client]\\nclient_cert_path='client.pem'\\nclient_key_path='client.key'"
                        + " | client.client_ca_path is missing",
                "[client]\\nclient_ca_path='ca.pem'\\ntpm_handle='0x81010002'"
                        + " | client.tpm_handle is not supported",
                "[client]\\nclient_ca_path='garbage.pem' | client_ca_path in",
                "[client]\\nclient_ca_path=7 | client.client_ca_path must be a text",
                "[client | tls_config.toml:1",
            })
    void halfOrBrokenFiles_areRefused(String toml, String reason) {
        assertThatThrownBy(() -> load(toml.replace("\\n", "\n")))
                .isInstanceOf(StartupException.class)
                .hasMessageStartingWith("TLS cannot be set up: ")
                .hasMessageContaining(reason);
    }

    @Test
    void authoritiesThatHaveAllExpired_areRefused() throws IOException {
        assertThatThrownBy(() -> load("[client]\nclient_ca_path = \"expired.pem\"\n"))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("(client_ca_path in")
                .hasMessageContaining("authorities that have expired");
        Files.writeString(
                folder.resolve("bundle.pem"),
                Files.readString(folder.resolve("expired.pem")) + authority.certificate());

        assertThat(load("[client]\nclient_ca_path = \"bundle.pem\"\n").channelScheme())
                .isEqualTo("https");
    }
}
