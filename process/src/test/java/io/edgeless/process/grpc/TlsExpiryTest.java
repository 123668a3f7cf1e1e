package io.edgeless.process.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.world.Clock;
import io.edgeless.world.World;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// A program that runs for weeks says in time that its certificate must be renewed.
class TlsExpiryTest {

    private static final Logger TLS = Logger.getLogger(TlsMaterial.class.getName());

    @TempDir Path folder;

    private final World machine = World.real();
    private final TestAuthority authority = new TestAuthority("authority");
    private final Warnings warnings = new Warnings();
    private Instant now = Instant.now();

    private static final class Warnings extends Handler {

        private final List<String> lines = new ArrayList<>();

        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().equals(Level.WARNING)) {
                lines.add(new SimpleFormatter().formatMessage(line));
            }
        }

        List<String> take() {
            List<String> taken = List.copyOf(lines);
            lines.clear();
            return taken;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private final class HandClock implements Clock {

        @Override
        public long nanos() {
            return machine.clock().nanos();
        }

        @Override
        public long epochNanos() {
            return Duration.between(Instant.EPOCH, now).toNanos();
        }
    }

    @BeforeEach
    void listen() {
        TLS.addHandler(warnings);
    }

    @AfterEach
    void close() {
        TLS.removeHandler(warnings);
        machine.timers().close();
    }

    private void issue(Duration valid) throws IOException {
        var validity = new TestAuthority.Validity(now.minus(Duration.ofDays(1)), now.plus(valid));
        authority.issue(TestAuthority.DEFAULT_NAME, validity).write(folder, "own");
    }

    private Security load() throws IOException {
        Path file = folder.resolve("tls_config.toml");
        Files.writeString(
                file,
                """
                [server]
                server_cert_path = "own.pem"
                server_key_path = "own.key"
                """);
        var world =
                new World(
                        new HandClock(),
                        machine.timers(),
                        machine.network(),
                        machine.disk(),
                        machine.chance());
        return Security.load(SecuritySettings.standard().withTlsFile(file), world);
    }

    private void lookEachHour(Security security, int hours) {
        for (int hour = 0; hour < hours; hour++) {
            now = now.plus(Duration.ofHours(1));
            security.renew();
        }
    }

    @Test
    void certificate_thatComesNearItsEnd_isNamedOnceADayUntilItIsRenewed() throws IOException {
        issue(Duration.ofDays(30));
        Security security = load();
        lookEachHour(security, 22 * 24);
        assertThat(warnings.take()).noneMatch(line -> line.contains("renew it"));

        lookEachHour(security, 4 * 24);
        assertThat(warnings.take())
                .filteredOn(line -> line.contains("own.pem expires at"))
                .hasSizeBetween(3, 4);

        issue(Duration.ofDays(30));
        lookEachHour(security, 4 * 24);
        assertThat(warnings.take()).noneMatch(line -> line.contains("renew it"));
    }

    @Test
    void certificate_thatIsNearItsEndAtTheStart_isNamedAtOnce() throws IOException {
        issue(Duration.ofDays(2));

        load();

        assertThat(warnings.take()).anyMatch(line -> line.contains("own.pem expires at"));
    }
}
