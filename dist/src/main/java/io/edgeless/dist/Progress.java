package io.edgeless.dist;

import io.edgeless.cli.session.Terminal;

import java.io.PrintWriter;

/// Tells a person at a terminal what is being done; silent in pipes and files. Used by the thread
/// of the command.
final class Progress {

    private final PrintWriter err;
    private final Terminal terminal;

    Progress(PrintWriter err) {
        this(err, Terminal.current());
    }

    Progress(PrintWriter err, Terminal terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    void show(String what) {
        if (terminal.isRead()) {
            err.println(terminal.dim(what));
            err.flush();
        }
    }
}
