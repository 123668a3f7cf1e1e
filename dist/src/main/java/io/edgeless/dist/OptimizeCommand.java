package io.edgeless.dist;

import io.edgeless.process.lifecycle.LogSetup;
import io.edgeless.process.lifecycle.ProcessTree;
import io.edgeless.process.lifecycle.StartupException;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// `edgeless optimize`: a trial run in a JVM that writes down what it learnt (JEP 483, 514, 515),
/// so that later ones start with classes that are loaded and methods that are known to be hot.
@Command(
        name = "optimize",
        description = {
            "Lets the programs start in half the time.",
            "Runs a cluster for some seconds and keeps what the Java runtime learnt in a file",
            "beside the jars. To be repeated after an update of the runtime: what does not fit",
            "is ignored. The launcher does it after each build."
        },
        mixinStandardHelpOptions = true,
        subcommands = TrainingCommand.class,
        footerHeading = "%nFor example:%n",
        footer = "  edgeless optimize")
final class OptimizeCommand implements Callable<Integer> {

    /// The run itself takes a few seconds on an idle machine, writing the file as long again.
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    /// After it was killed.
    private static final Duration END_DEADLINE = Duration.ofSeconds(5);

    private static final int SHOWN_LINES = 40;

    private final Lifetime lifetime;

    @Spec private CommandSpec spec = CommandSpec.create();

    OptimizeCommand(Lifetime lifetime) {
        this.lifetime = lifetime;
    }

    @Override
    public Integer call() throws InterruptedException {
        LogSetup.configure();
        Installation installation = Installation.ofThisProcess();
        lifetime.listen();
        new Progress(spec.commandLine().getErr()).show("learning how to start faster …");
        Path folder = lifetime.start(TemporaryFolder::create).path();
        Path cache = installation.startCache();
        Path partial = cache.resolveSibling(cache.getFileName() + ".partial");
        lifetime.start(() -> () -> delete(partial));
        try {
            train(installation, partial, folder);
            Files.move(partial, cache, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StartupException("cannot write " + cache + ": " + e, e);
        }
        return ExitCode.OK;
    }

    /// With what the JVM writes on its way to the file.
    private static void delete(Path partial) throws IOException {
        Files.deleteIfExists(partial);
        Files.deleteIfExists(partial.resolveSibling(partial.getFileName() + ".config"));
    }

    /// @param folder takes all that the trial run leaves
    private void train(Installation installation, Path cache, Path folder)
            throws IOException, InterruptedException {
        Path log = folder.resolve("training.log");
        Process process =
                new ProcessBuilder(command(installation, cache, folder))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        lifetime.start(() -> () -> end(process));
        if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new StartupException(
                    "the trial run did not end within %d s:%n%s"
                            .formatted(DEADLINE.toSeconds(), end(log)));
        }
        if (process.exitValue() != ExitCode.OK || Files.notExists(cache)) {
            throw new StartupException("the trial run failed:\n" + end(log));
        }
    }

    private static String end(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join(
                "\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    }

    /// The JVM writes the file in a process of its own.
    private static void end(Process process) {
        if (!ProcessTree.kill(process, END_DEADLINE)) {
            throw new IllegalStateException("the trial run cannot be ended");
        }
    }

    /// Must agree with the launcher in all that the JVM compares.
    private static List<String> command(Installation installation, Path cache, Path folder) {
        String jars =
                installation.jars().stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + installation.javaOptions(),
                "-XX:AOTCacheOutput=" + cache,
                "-Xlog:disable",
                "-Dedgeless.home=" + installation.home(),
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                jars,
                Edgeless.class.getName(),
                "optimize",
                TrainingCommand.NAME);
    }
}
