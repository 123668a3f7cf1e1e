package io.edgeless.dist;

import io.edgeless.process.lifecycle.StartupException;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The files this program was started from: a build, or what a package installed.
///
/// @param home where the launcher lies, with the files that are no jars
/// @param jars the class path
record Installation(Path home, List<Path> jars) {

    /// Set by the launcher.
    private static final String HOME = "edgeless.home";

    /// Read by the launcher: how it starts the JVM.
    private static final String JAVA_OPTIONS = "java.options";

    /// Read by the launcher, beside the jars. The JVM takes it only for these very jars and itself.
    private static final String START_CACHE = "edgeless.aot";

    /// @throws StartupException when it is no build of jars
    static Installation ofThisProcess() {
        Path home = Path.of(System.getProperty(HOME, ""));
        List<Path> jars =
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .map(Installation::jar)
                        .toList();
        return new Installation(home, jars);
    }

    private static Path jar(String entry) {
        if (!entry.endsWith(".jar")) {
            throw new StartupException(
                    "needs a build of jars, but " + entry + " is none; start it by ./edgeless");
        }
        return Path.of(entry);
    }

    Path javaOptions() {
        Path built = home.resolve("dist").resolve(JAVA_OPTIONS);
        return Files.exists(built) ? built : home.resolve("lib").resolve(JAVA_OPTIONS);
    }

    Path startCache() {
        return jars.getFirst().resolveSibling(START_CACHE);
    }

    /// Where what is built from it goes, when nobody says where.
    Path output() {
        Path built = home.resolve("dist/target");
        return Files.isDirectory(built) ? built : Path.of("");
    }
}
