package io.edgeless.process.grpc;

import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.process.settings.TomlFile;
import io.edgeless.world.Disk;
import io.edgeless.world.SettingsReader;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a `tls_config.toml` says, with the keys and the defaults of v1.2. What is there by halves
/// is refused: nobody who began to set TLS up gets plain text.
///
/// @param server what servers show, and whom they let in
/// @param client whom channels trust, and what they show
/// @param warnings about the file, for people
record TlsFile(Optional<Server> server, Optional<Client> client, List<String> warnings) {

    /// As v1.2, whose certificates are all for this one name.
    private static final String DOMAIN_NAME = "www.example.com";

    /// A file that the TLS file names, and the key that does, for messages.
    record Named(String key, Path file) {}

    /// @param ca who must have signed the certificates of clients; empty: clients need none
    record Server(Named certificate, Named key, Optional<Named> ca) {}

    /// @param ca who must have signed the certificates of servers
    /// @param domainName the name that they must have
    record Client(Named ca, Optional<Identity> identity, String domainName) {}

    /// What a client shows.
    record Identity(Named certificate, Named key) {}

    /// Reads the file.
    ///
    /// @throws StartupException when it cannot be read, is malformed or incomplete
    static TlsFile read(Disk disk, Path file) {
        return switch (TomlFile.read(disk, file)) {
            case TomlFile.Result.Broken(String message) ->
                    throw new StartupException("TLS cannot be set up: " + message);
            case TomlFile.Result.Parsed(SettingsReader settings) -> read(file, settings);
        };
    }

    private static TlsFile read(Path file, SettingsReader settings) {
        Path given = file.getParent();
        Path folder = given == null ? Path.of("") : given;
        SettingsReader server = settings.has("server") ? settings.table("server") : settings;
        SettingsReader client = settings.has("client") ? settings.table("client") : server;
        var read =
                new TlsFile(
                        new Table(server, folder).server(),
                        new Table(client, folder).client(),
                        settings.warnings());
        if (!settings.problems().isEmpty()) {
            throw new StartupException(
                    "TLS cannot be set up: " + String.join("\n  ", settings.problems()));
        }
        return read;
    }

    /// One table of the file; relative paths are those beside the file.
    private record Table(SettingsReader keys, Path folder) {

        Optional<Server> server() {
            Optional<Named> certificate = named("server_cert_path");
            Optional<Named> key = named("server_key_path");
            Optional<Named> ca = named("server_ca_path");
            boolean isWanted = certificate.isPresent() || key.isPresent() || ca.isPresent();
            if (isWanted && certificate.isEmpty()) {
                keys.problem("server_cert_path", "is missing: servers need a certificate and key");
            }
            if (isWanted && key.isEmpty()) {
                keys.problem("server_key_path", "is missing: servers need a certificate and key");
            }
            return certificate.flatMap(cert -> key.map(found -> new Server(cert, found, ca)));
        }

        Optional<Client> client() {
            if (keys.optionalString("tpm_handle").isPresent()) {
                keys.problem(
                        "tpm_handle", "is not supported: remove it and name a client_key_path");
            }
            Optional<Named> ca = named("client_ca_path");
            Optional<Named> certificate = named("client_cert_path");
            Optional<Named> key = named("client_key_path");
            String name = keys.optionalString("domain_name").orElse(DOMAIN_NAME);
            if (certificate.isPresent() != key.isPresent()) {
                keys.problem(
                        key.isEmpty() ? "client_key_path" : "client_cert_path",
                        "is missing: to show a certificate takes the key as well");
            }
            if (certificate.isPresent() && ca.isEmpty()) {
                keys.problem("client_ca_path", "is missing: without it no server can be trusted");
            }
            Optional<Identity> identity =
                    certificate.flatMap(cert -> key.map(found -> new Identity(cert, found)));
            return ca.map(authority -> new Client(authority, identity, name));
        }

        private Optional<Named> named(String key) {
            return keys.optionalString(key)
                    .map(text -> new Named(key, folder.resolve(keys.path(key, folder))));
        }
    }
}
