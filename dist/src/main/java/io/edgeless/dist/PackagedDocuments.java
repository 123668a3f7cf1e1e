package io.edgeless.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What a package has to read and to try: the documents for its users, a README of its own, and the
/// examples with the functions they use. No link in them leads out of the package.
///
/// @param home the repository, or an unpacked package
record PackagedDocuments(Path home) {

    private static final String FUNCTION = "function.json";

    /// How to measure a build, from its sources.
    private static final String FOR_DEVELOPERS = "docs/performance.md";

    private static final String README =
            """
            # EDGELESS on the JVM

            Serverless functions between the edge and the cloud. Needs a Java runtime 25 or newer, which it finds in
            `JAVA_HOME`, on the path or in the usual places.

                ./edgeless run examples/http_processor/workflow.json

            starts a whole cluster in one process, runs a workflow of two WebAssembly functions, and prints the URL of its
            HTTP ingress with a command to try. Ctrl-C stops everything. Every command has `--help`.

            | | |
            |---|---|
            | [docs/operations.md](docs/operations.md) | installing and running it: TLS, ports, health, logs, backup |
            | [docs/cli.md](docs/cli.md) | every command with its options and an example |
            | `config/` | a configuration of each program to start from; `edgeless node -t FILE` writes that of a node |
            | `systemd/` | a unit of each program |
            | [examples/](examples/README.md) | workflows to run |
            | [functions/](functions/README.md) | the functions they use |
            | [docs/resources.md](docs/resources.md) | resource classes and their configuration |
            | [docs/annotations.md](docs/annotations.md) | annotations of functions: constraints, limits, restart |
            | [docs/guarantees.md](docs/guarantees.md) | what you can rely on |
            | [docs/wire-extensions.md](docs/wire-extensions.md) | what goes over the wire beyond EDGELESS v1.2 |
            | [docs/decisions](docs/decisions/README.md) | why it was done this way |

            Licence: [Apache-2.0](LICENSE).
            """;

    /// Contents by name in the package.
    Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        files.put("README.md", README.getBytes(StandardCharsets.UTF_8));
        add(files, "LICENSE", _ -> true);
        add(files, "docs", name -> name.endsWith(".md") && !name.equals(FOR_DEVELOPERS));
        add(files, "examples", name -> name.endsWith(".md") || name.endsWith(".json"));
        add(files, "functions/README.md", _ -> true);
        for (Path folder : functions()) {
            String name = "functions/" + folder.getFileName();
            add(files, name + "/" + FUNCTION, _ -> true);
            add(
                    files,
                    name,
                    each -> each.equals(name + name.substring(name.indexOf('/')) + ".wasm"));
        }
        return files;
    }

    private List<Path> functions() throws IOException {
        try (Stream<Path> folders = Files.list(home.resolve("functions"))) {
            return folders.filter(folder -> Files.exists(folder.resolve(FUNCTION))).toList();
        }
    }

    /// Adds a file, or all files of a folder whose names are wanted.
    private void add(Map<String, byte[]> files, String from, Predicate<String> wanted)
            throws IOException {
        try (Stream<Path> found = Files.walk(home.resolve(from))) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                String name = home.relativize(file).toString();
                if (wanted.test(name)) {
                    files.put(name, Files.readAllBytes(file));
                }
            }
        }
    }
}
