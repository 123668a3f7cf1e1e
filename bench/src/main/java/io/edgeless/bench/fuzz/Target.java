package io.edgeless.bench.fuzz;

import java.nio.file.Path;

/// One fuzz target.
///
/// @param module its folder
/// @param className of the class
record Target(Path module, String className) {

    /// Without the packages.
    String name() {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    /// Where its seeds lie in the repository.
    Path seeds() {
        return module.resolve("src/test/resources")
                .resolve(className.replace('.', '/') + "Inputs")
                .resolve("fuzz");
    }

    /// Tries all seeds of its module.
    ///
    /// @param root of the repository, where the command is to be run
    String replayCommand(Path root) {
        return "mvn -pl %s -am test -Dtest=FuzzReplayTest -Dsurefire.failIfNoSpecifiedTests=false"
                .formatted(root.relativize(module));
    }

    /// Where the fuzzer keeps what it needs from run to run: inputs that reached something new, and
    /// its log. Goes with `mvn clean`.
    Path workFolder() {
        return module.resolve("target/fuzz").resolve(name());
    }
}
