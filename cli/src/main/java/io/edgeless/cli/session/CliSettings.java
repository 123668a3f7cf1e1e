package io.edgeless.cli.session;

import io.edgeless.process.grpc.Endpoint;
import io.edgeless.process.grpc.SecuritySettings;
import io.edgeless.process.settings.TomlFile;
import io.edgeless.world.Disk;
import io.edgeless.world.DiskException;
import io.edgeless.world.SettingsReader;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The settings of the client commands (`cli.toml`).
///
/// @param controllerUrl where the controller takes requests, `http://HOST:PORT`
/// @param security of the connection
/// @param repository where functions are kept; nothing uses it yet
/// @param warnings about the file, for people
public record CliSettings(
        String controllerUrl,
        SecuritySettings security,
        Optional<Repository> repository,
        List<String> warnings) {

    /// The file that is read when none is named.
    public static final Path DEFAULT_FILE = Path.of("cli.toml");

    static final String DEFAULT_CONTROLLER_URL = "http://127.0.0.1:7001";

    private static final String REPOSITORY = "function_repository";

    public CliSettings {
        warnings = List.copyOf(warnings);
    }

    /// The same with another controller.
    CliSettings withControllerUrl(String url) {
        return new CliSettings(url, security, repository, warnings);
    }

    /// The same with a TLS file that must exist.
    CliSettings withTlsFile(Path file) {
        return new CliSettings(controllerUrl, security.withTlsFile(file), repository, warnings);
    }

    /// Where functions are kept.
    public record Repository(String url, String apiKey) {

        /// Without the key.
        @Override
        public String toString() {
            return "Repository[" + url + "]";
        }
    }

    /// A file with the defaults.
    public static String template() {
        return """
        # Where the controller takes requests.
        controller_url = "%s"
        # Certificates: tls_config.toml if it is there, or the file named here, or none ("").
        #tls_config = "tls_config.toml"

        # Where functions are kept. Optional.
        #[function_repository]
        #url = ""
        #api_key = ""
        """
                .formatted(DEFAULT_CONTROLLER_URL);
    }

    /// Reads the file. Without a name it is [#DEFAULT_FILE], and may be missing.
    ///
    /// @throws CommandFailure when it is missing, unreadable or wrong
    public static CliSettings read(Disk disk, Optional<Path> named) {
        Path file = named.orElse(DEFAULT_FILE);
        if (isMissing(disk, file)) {
            if (named.isPresent()) {
                throw new CommandFailure(
                        "configuration file does not exist or cannot be accessed: " + file);
            }
            return read(SettingsReader.of(Map.of(), file.toString()));
        }
        return switch (TomlFile.read(disk, file)) {
            case TomlFile.Result.Parsed(SettingsReader reader) -> read(reader);
            case TomlFile.Result.Broken(String message) -> throw new CommandFailure(message);
        };
    }

    /// The URL, if it is one of a controller.
    ///
    /// @throws CommandFailure when it is not
    static String checkedUrl(String url) {
        if (!isUrl(url)) {
            throw new CommandFailure(
                    "--controller must have the form http://HOST:PORT, but is " + url);
        }
        return url;
    }

    private static boolean isUrl(String url) {
        return Endpoint.parse(url).filter(found -> !found.scheme().equals("coap")).isPresent();
    }

    private static boolean isMissing(Disk disk, Path file) {
        try {
            return disk.plainFileBytes(file).isEmpty();
        } catch (DiskException e) {
            return true;
        }
    }

    private static CliSettings read(SettingsReader reader) {
        String url = reader.string("controller_url", DEFAULT_CONTROLLER_URL);
        if (!isUrl(url)) {
            reader.problem("controller_url", "must have the form http://HOST:PORT");
        }
        SecuritySettings security = SecuritySettings.read(reader);
        Optional<Repository> repository = Optional.empty();
        if (reader.has(REPOSITORY)) {
            SettingsReader table = reader.table(REPOSITORY);
            repository =
                    Optional.of(
                            new Repository(table.string("url", ""), table.string("api_key", "")));
        }
        if (!reader.problems().isEmpty()) {
            throw new CommandFailure(String.join("\n", reader.problems()));
        }
        return new CliSettings(url, security, repository, reader.warnings());
    }
}
