package io.edgeless.process.lifecycle;

/// A program cannot start. The message is for people: what was wrong, where, and what to do; it is
/// printed without a stack trace and ends the program with an exit code other than 0.
public final class StartupException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StartupException(String message) {
        super(message);
    }

    public StartupException(String message, Throwable cause) {
        super(message, cause);
    }
}
