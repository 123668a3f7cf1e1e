package io.edgeless.bench.fuzz;

import io.edgeless.bench.measure.Child;
import io.edgeless.bench.measure.TemporaryFolder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One target in a process of the fuzzer, with a heap so small that a claimed size which is
/// allocated ends it. Used by one thread, which waits for the process.
record Run(SourceTree tree, Target target, Duration share) {

    private static final String HEAP = "-Xmx512m";

    /// The first input pays for loading and instrumenting the classes, which took more than 20 s on
    /// a busy machine.
    private static final int SECONDS_FOR_ONE_INPUT_MAX = 60;

    /// Starting, reading the seeds, and ending.
    private static final Duration OVERHEAD_MAX = Duration.ofMinutes(3);

    /// What the fuzzer looks into for new paths: ours, and what we read with.
    private static final String INSTRUMENTED =
            "io.edgeless.**,run.endive.**,tools.jackson.**,com.sun.net.httpserver.**";

    /// Takes every connection for a finding, also that of a target to the server it attacks.
    private static final String UNWANTED_DETECTOR =
            "com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery";

    /// What came of it.
    ///
    /// @param isClean whether it ran its time without a finding
    /// @param details about what was found, one in a line
    record Result(Target target, Statistics statistics, boolean isClean, List<String> details) {}

    Result execute() {
        Path folder = target.workFolder();
        Path log = folder.resolve("fuzzer.log");
        try {
            Files.createDirectories(folder);
            Optional<Integer> exitCode;
            try (TemporaryFolder temporary = TemporaryFolder.create();
                    Child fuzzer =
                            Child.start(
                                    new ProcessBuilder(command(temporary.path())), folder, log)) {
                exitCode = fuzzer.await(share.plus(OVERHEAD_MAX));
            }
            return result(Files.readAllLines(log, StandardCharsets.ISO_8859_1), log, exitCode);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot fuzz " + target.name(), e);
        }
    }

    /// @param temporary folder for what the fuzzer unpacks, and leaves there when it is killed
    private List<String> command(Path temporary) {
        return List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dedgeless.fuzzing=true",
                "-Djava.io.tmpdir=" + temporary,
                "-Djava.util.logging.config.file=" + quietLogging(),
                "-cp",
                tree.classPath(),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.className(),
                "--target_method=fuzz",
                "--instrument=" + INSTRUMENTED,
                "--disabled_hooks=" + UNWANTED_DETECTOR,
                "--max_duration=" + share.toMillis() / 1000 + "s",
                "-timeout=" + SECONDS_FOR_ONE_INPUT_MAX,
                "-print_final_stats=1");
    }

    /// A target that makes the product complain a million times must not write a million lines.
    private Path quietLogging() {
        Path file = target.workFolder().resolve("logging.properties");
        try {
            Files.writeString(file, "handlers=\n.level=OFF\n");
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Result result(List<String> lines, Path log, Optional<Integer> exitCode)
            throws IOException {
        boolean isClean = exitCode.equals(Optional.of(0));
        Statistics statistics = Statistics.of(lines);
        List<String> details = new ArrayList<>();
        lines.stream()
                .filter(line -> line.startsWith("== Java Exception") || line.contains("ERROR: "))
                .distinct()
                .forEach(details::add);
        List<String> kept = keepFindings();
        details.addAll(kept);
        if (!kept.isEmpty()) {
            details.add("replay: " + target.replayCommand(tree.root()));
        }
        if (exitCode.isEmpty()) {
            details.add("did not end in time and was killed");
        }
        if (!isClean) {
            details.add("see " + log);
        }
        return new Result(target, statistics, isClean && !statistics.isEmpty(), details);
    }

    /// Moves what was found to the seeds.
    private List<String> keepFindings() throws IOException {
        List<String> kept = new ArrayList<>();
        try (Stream<Path> files = Files.list(target.workFolder())) {
            for (Path file : files.filter(Run::isFinding).sorted().toList()) {
                Files.createDirectories(target.seeds());
                Path seed = target.seeds().resolve(String.valueOf(file.getFileName()));
                Files.move(file, seed, StandardCopyOption.REPLACE_EXISTING);
                kept.add("input: " + tree.root().relativize(seed));
            }
        }
        return kept;
    }

    private static boolean isFinding(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith("crash-") || name.startsWith("timeout-") || name.startsWith("oom-");
    }
}
