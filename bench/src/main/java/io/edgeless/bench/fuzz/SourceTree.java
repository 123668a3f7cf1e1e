package io.edgeless.bench.fuzz;

import io.edgeless.bench.measure.BenchException;
import io.edgeless.bench.measure.Causes;
import io.edgeless.bench.measure.Child;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The clone that this program was built in: its targets, and the class path they run with.
record SourceTree(Path root) {

    private static final String SUFFIX = "Fuzz.class";
    private static final String TEST_CLASSES = "target/test-classes";

    private static final Duration BUILD_DEADLINE = Duration.ofMinutes(20);

    /// How the annotation of a target is written in its class file.
    private static final String ANNOTATION = "Lcom/code_intelligence/jazzer/junit/FuzzTest;";

    /// Empty when the program was installed without its sources.
    static Optional<SourceTree> find() {
        Path folder = ownFile().toAbsolutePath();
        while (folder != null) {
            if (Files.exists(folder.resolve("bench/pom.xml"))) {
                return Optional.of(new SourceTree(folder));
            }
            folder = folder.getParent();
        }
        return Optional.empty();
    }

    private static Path ownFile() {
        try {
            URI uri = SourceTree.class.getProtectionDomain().getCodeSource().getLocation().toURI();
            return Path.of(uri);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Compiles all modules and their tests, so that what is fuzzed is what stands in the sources.
    ///
    /// @return what went wrong
    Optional<String> build() {
        Path log = root.resolve("bench/target/fuzz-build.log");
        var maven =
                new ProcessBuilder(
                        "mvn",
                        "-B",
                        "-q",
                        "-f",
                        root.resolve("pom.xml").toString(),
                        "-pl",
                        "bench",
                        "-am",
                        "-DskipTests",
                        "process-test-classes");
        maven.environment().put("JAVA_HOME", System.getProperty("java.home", ""));
        try {
            Files.createDirectories(root.resolve("bench/target"));
            try (Child building = Child.start(maven, root, log)) {
                return building.await(BUILD_DEADLINE).equals(Optional.of(0))
                        ? Optional.empty()
                        : Optional.of("the build failed; see " + log);
            }
        } catch (IOException | BenchException e) {
            return Optional.of("cannot build with Maven: " + Causes.text(e));
        }
    }

    /// All targets, sorted by name.
    List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        for (Path module : modules()) {
            Path classes = module.resolve(TEST_CLASSES);
            try (Stream<Path> files = Files.walk(classes)) {
                files.filter(file -> file.toString().endsWith(SUFFIX) && isTarget(file))
                        .map(file -> new Target(module, className(classes.relativize(file))))
                        .forEach(targets::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        targets.sort(Comparator.comparing(Target::name));
        return targets;
    }

    private static boolean isTarget(Path classFile) {
        try {
            return Files.readString(classFile, StandardCharsets.ISO_8859_1).contains(ANNOTATION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String className(Path classFile) {
        String path = classFile.toString();
        return path.substring(0, path.length() - ".class".length())
                .replace(File.separatorChar, '.');
    }

    /// The folders of all modules with tests.
    private List<Path> modules() {
        try (Stream<Path> folders = Files.walk(root, 2)) {
            return folders.filter(folder -> Files.isDirectory(folder.resolve(TEST_CLASSES)))
                    .filter(folder -> !folder.endsWith("systemtest"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The tests of all modules, the modules and everything that either needs.
    String classPath() {
        List<String> path = new ArrayList<>();
        modules().forEach(module -> path.add(module.resolve(TEST_CLASSES).toString()));
        try {
            path.add(Files.readString(root.resolve("bench/target/fuzz.classpath")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return String.join(File.pathSeparator, path);
    }
}
