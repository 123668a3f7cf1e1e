package io.edgeless.fuzzing;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/// The short form of fuzzing that is part of every build: all seeds, and a fixed number of changed
/// ones, always the same. No fuzzer takes part, so that it costs milliseconds.
public final class Replay {

    private static final String SUFFIX = "Fuzz.class";

    /// Any number would do; it only has to stay.
    private static final long SEED_OF_CHANCE = 20_261_124;

    private Replay() {}

    /// The tests of all targets that were compiled together with the given class.
    public static Stream<DynamicContainer> targetsBeside(Class<?> test) {
        Path classes = folderOf(test);
        return files(classes).stream()
                .filter(file -> file.toString().endsWith(SUFFIX))
                .map(file -> tests(classes, file));
    }

    private static DynamicContainer tests(Path classes, Path file) {
        String path = classes.relativize(file).toString();
        String name = path.substring(0, path.length() - ".class".length());
        FuzzTarget target = target(name.replace('/', '.').replace('\\', '.'));
        List<byte[]> inputs = new ArrayList<>();
        List<DynamicTest> tests = new ArrayList<>();
        for (Path seed : files(classes.resolve(name + "Inputs").resolve("fuzz"))) {
            byte[] input = read(seed);
            inputs.add(input);
            tests.add(
                    DynamicTest.dynamicTest(
                            "seed " + seed.getFileName(), () -> target.fuzz(input)));
        }
        tests.add(DynamicTest.dynamicTest("seeds are there", () -> requireSome(inputs)));
        tests.add(
                DynamicTest.dynamicTest(
                        target.mutantsInBuild() + " changed seeds", () -> attack(target, inputs)));
        return DynamicContainer.dynamicContainer(name, tests);
    }

    private static void attack(FuzzTarget target, List<byte[]> seeds) {
        var mutations = new Mutations(seeds, SEED_OF_CHANCE);
        for (int i = 0; i < target.mutantsInBuild(); i++) {
            byte[] input = mutations.next();
            try {
                target.fuzz(input);
            } catch (Throwable finding) {
                throw new AssertionError(
                        "input in base64: " + Base64.getEncoder().encodeToString(input), finding);
            }
        }
    }

    private static void requireSome(List<byte[]> inputs) {
        if (inputs.isEmpty()) {
            throw new AssertionError("a target without seeds hardly gets past the first check");
        }
    }

    private static FuzzTarget target(String name) {
        try {
            var constructor = Class.forName(name).getDeclaredConstructor();
            constructor.setAccessible(true);
            return (FuzzTarget) constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name + " is no FuzzTarget that can be made", e);
        }
    }

    private static Path folderOf(Class<?> test) {
        try {
            return Path.of(test.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
