package io.edgeless.dist;

import io.edgeless.cli.session.CliSettings;
import io.edgeless.process.lifecycle.StartupException;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/// `edgeless package`: one archive for machines that have a Java runtime and nothing else.
@Command(
        name = "package",
        description = {
            "Packs this build as a .tar.gz that runs where there is only a Java runtime (JRE 25):",
            "launcher, jars, systemd units, configurations to start from, documentation, examples."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nFor example:%n",
        footer = "  edgeless package")
final class PackageCommand implements Callable<Integer> {

    private static final String LAUNCHER = "edgeless";

    /// Every node needs an id of its own, so that this one must not be usable.
    private static final String NO_NODE_ID = "none yet: 'edgeless node -t FILE' makes one";

    private static final String NODE_ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "Where to write it (default: dist/target, or here when that is missing).")
    private Optional<Path> folder = Optional.empty();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Installation installation = Installation.ofThisProcess();
        String root = "edgeless-" + Version.text();
        Path target = folder.orElseGet(installation::output).resolve(root + ".tar.gz");
        try {
            Map<String, byte[]> files = files(installation);
            Path partial = target.resolveSibling(target.getFileName() + ".partial");
            try (TarGz archive = TarGz.create(partial)) {
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    int mode = file.getKey().equals(LAUNCHER) ? TarGz.PROGRAM : TarGz.PLAIN;
                    archive.add(root + "/" + file.getKey(), file.getValue(), mode);
                }
            }
            Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StartupException("cannot write " + target + ": " + e, e);
        }
        spec.commandLine().getOut().println(target);
        return ExitCode.OK;
    }

    /// Sorted by name.
    private static Map<String, byte[]> files(Installation installation) throws IOException {
        Map<String, byte[]> files =
                new TreeMap<>(new PackagedDocuments(installation.home()).files());
        files.put(LAUNCHER, Files.readAllBytes(installation.home().resolve(LAUNCHER)));
        Path options = installation.javaOptions();
        files.put("lib/" + options.getFileName(), Files.readAllBytes(options));
        for (Path jar : installation.jars()) {
            files.put("lib/" + jar.getFileName(), Files.readAllBytes(jar));
        }
        for (Program program : Programs.all()) {
            var unit = new SystemdUnit(program);
            files.put("systemd/" + unit.name(), bytes(unit.text()));
            String toml = program.template().get().replaceAll("node-" + NODE_ID, "node");
            files.put("config/" + program.file(), bytes(toml.replaceAll(NODE_ID, NO_NODE_ID)));
        }
        files.put("config/" + CliSettings.DEFAULT_FILE, bytes(CliSettings.template()));
        return files;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
