package io.edgeless.process.lifecycle;

/// Parts of a program could not be closed; the reasons are its suppressed exceptions.
public final class ShutdownException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ShutdownException(String message) {
        super(message);
    }
}
