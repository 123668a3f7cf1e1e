package io.edgeless.dist;

import java.io.PrintWriter;

/// Tells a person at a terminal what is being done; silent in pipes and files. Used by the thread
/// of the command.
final class Progress {

    /// Set by the launcher, because the JVM does not know whether standard error is a terminal.
    private static final String TERMINAL = "edgeless.terminal";

    private static final String DIM = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";

    private final PrintWriter err;
    private final boolean isTerminal;
    private final boolean isColoured;

    Progress(PrintWriter err) {
        this(
                err,
                Boolean.getBoolean(TERMINAL),
                System.getenv().getOrDefault("NO_COLOR", "").isEmpty());
    }

    Progress(PrintWriter err, boolean isTerminal, boolean isColoured) {
        this.err = err;
        this.isTerminal = isTerminal;
        this.isColoured = isColoured;
    }

    void show(String what) {
        if (isTerminal) {
            err.println(isColoured ? DIM + what + PLAIN : what);
            err.flush();
        }
    }
}
