package io.edgeless.dist;

import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import java.util.function.Consumer;
import java.util.function.Supplier;

/// A program that runs until it is told to stop.
///
/// @param template text of a new configuration file
/// @param starter starts it with the settings read from its file
record Program(
        String name, String description, String file, Supplier<String> template, Starter starter) {

    /// Reads the settings and, if they have no problem, starts the program, which tells `failed`
    /// when it cannot go on.
    @FunctionalInterface
    interface Starter {
        AutoCloseable start(SettingsReader settings, World world, Consumer<String> failed);
    }

    /// Problems of the configuration as one complaint that names them all.
    static void check(SettingsReader settings) {
        if (!settings.problems().isEmpty()) {
            throw new StartupException(String.join("\n  ", settings.problems()));
        }
    }
}
