package io.edgeless.process.grpc;

import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.process.loop.Ticker;
import io.edgeless.world.Clock;
import io.edgeless.world.Disk;
import io.edgeless.world.DiskException;
import io.edgeless.world.Timers;
import io.edgeless.world.World;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// What the servers of a program show, what its channels ask for, and whether servers without TLS
/// may be reached from other machines. Immutable, except that its credentials follow their files
/// while a program has it [#renewing(Timers)].
public final class Security {

    private static final Logger LOGGER = LoggerFactory.getLogger(Security.class);
    private static final Security NONE =
            new Security(Optional.empty(), Optional.empty(), Optional.empty(), false);

    /// Short against the life of any certificate.
    static final Duration RENEWAL_PERIOD = Duration.ofMinutes(1);

    private final Optional<TlsServer> server;
    private final Optional<TlsClient> client;
    private final Optional<TlsMaterial> material;
    private final boolean insecure;

    /// @param clock tells when a client's certificate has expired
    record TlsServer(ServerCredentials credentials, Clock clock) {}

    /// @param domainName of the certificate that every server must show
    record TlsClient(ChannelCredentials credentials, String domainName) {}

    private Security(
            Optional<TlsServer> server,
            Optional<TlsClient> client,
            Optional<TlsMaterial> material,
            boolean insecure) {
        this.server = server;
        this.client = client;
        this.material = material;
        this.insecure = insecure;
    }

    /// Plain text, and only within this machine.
    public static Security none() {
        return NONE;
    }

    /// What the settings say.
    ///
    /// @throws StartupException when TLS is wanted but cannot be set up: plain text is never the
    ///   answer to a broken file
    public static Security load(SecuritySettings settings, World world) {
        return settings.tlsFile()
                .filter(file -> settings.isTlsFileNamed() || isThere(world.disk(), file))
                .map(file -> load(file, settings.insecure(), world))
                .orElse(
                        settings.insecure()
                                ? new Security(NONE.server, NONE.client, NONE.material, true)
                                : NONE);
    }

    /// Also true for a link to nowhere: somebody meant it to be there.
    private static boolean isThere(Disk disk, Path file) {
        try {
            Path folder = file.toAbsolutePath().resolveSibling("");
            return disk.real(file).isPresent()
                    || disk.list(folder).contains(file.getFileName().toString());
        } catch (DiskException e) {
            throw new StartupException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static Security load(Path file, boolean insecure, World world) {
        TlsFile tls = TlsFile.read(world.disk(), file);
        tls.warnings().forEach(LOGGER::warn);
        var material = new TlsMaterial(world, file);
        var contexts = new TlsContexts(material, file);
        var security =
                new Security(
                        tls.server()
                                .map(part -> new TlsServer(contexts.server(part), world.clock())),
                        tls.client()
                                .map(part ->
                                        new TlsClient(contexts.client(part), part.domainName())),
                        Optional.of(material),
                        insecure);
        if (security.server.isEmpty() && security.client.isEmpty()) {
            LOGGER.warn("{} names no certificates: there is no TLS", file);
        } else if (security.client.isEmpty()) {
            LOGGER.warn(
                    "{} names no client_ca_path: this program calls others in plain text, and only"
                            + " under http:// URLs",
                    file);
        }
        return security;
    }

    /// From now on renewed certificates, keys and authorities are found and used for new
    /// connections, until this is closed.
    public AutoCloseable renewing(Timers timers) {
        return material.<AutoCloseable>map(tls -> renewing(timers, tls)).orElse(() -> {});
    }

    /// On a virtual thread each time: that of the timers must not wait for a disk.
    private static AutoCloseable renewing(Timers timers, TlsMaterial tls) {
        return Ticker.start(timers, RENEWAL_PERIOD, () -> Thread.startVirtualThread(tls::renew));
    }

    /// Looks for renewed files now.
    void renew() {
        material.ifPresent(TlsMaterial::renew);
    }

    /// Told when something was renewed; must not block.
    void onRenewed(Runnable listener) {
        material.ifPresent(tls -> tls.onRenewed(listener));
    }

    Optional<TlsServer> server() {
        return server;
    }

    ServerCredentials serverCredentials() {
        return server.map(TlsServer::credentials).orElseGet(InsecureServerCredentials::create);
    }

    /// The scheme of the URLs that it can serve: nobody who says https gets plain text.
    String serverScheme() {
        return server.isPresent() ? "https" : "http";
    }

    Optional<TlsClient> client() {
        return client;
    }

    ChannelCredentials channelCredentials() {
        return client.map(TlsClient::credentials).orElseGet(InsecureChannelCredentials::create);
    }

    /// The scheme of the URLs that it can call.
    String channelScheme() {
        return client.isPresent() ? "https" : "http";
    }

    /// Whether servers without TLS may be reached from other machines.
    boolean insecure() {
        return insecure;
    }
}
