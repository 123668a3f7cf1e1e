package io.edgeless.cli;

import picocli.CommandLine.Option;

/// Gives every command its help.
final class HelpOption {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean isWanted;

    /// Whether help was asked for; picocli shows it by itself.
    boolean isWanted() {
        return isWanted;
    }
}
