package io.edgeless.dist;

import io.edgeless.process.lifecycle.LogSetup;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

/// How the process logs.
final class LogOptions {

    private enum Format {
        TEXT,
        JSON
    }

    @Option(
            names = "--log-format",
            paramLabel = "text|json",
            description = "One line of text, or one JSON object, for each event (default: text).")
    private @Nullable Format format;

    /// The same where the command itself shows what functions log: as text it would be there twice.
    void configureBesideFunctions() {
        if (format == Format.JSON) {
            configure();
        } else {
            LogSetup.configureWithoutFunctions(Format.TEXT.name());
        }
    }

    /// To be called before anything is started.
    void configure() {
        if (format == null) {
            LogSetup.configure();
        } else {
            LogSetup.configure(format.name());
        }
    }
}
