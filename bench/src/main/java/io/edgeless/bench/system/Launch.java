package io.edgeless.bench.system;

import io.edgeless.bench.measure.Child;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How a process of the platform is started: the command that would start this very program.
///
/// @param command everything before the program's own arguments
public record Launch(List<String> command) {

    public Launch {
        command = List.copyOf(command);
    }

    /// Starts a process in a folder; what it prints goes to a file there.
    Child start(Path folder, Path output, List<String> arguments) {
        List<String> line = new ArrayList<>(command);
        line.addAll(arguments);
        return Child.start(new ProcessBuilder(line), folder, output);
    }
}
