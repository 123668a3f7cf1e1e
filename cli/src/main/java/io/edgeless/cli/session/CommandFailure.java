package io.edgeless.cli.session;

/// Ends a command with exit code 1. The message is for people: what went wrong, where, what to do.
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    public CommandFailure(String message) {
        super(message, null, false, false);
    }

    /// The message; never null.
    public String text() {
        return String.valueOf(getMessage());
    }
}
