package io.edgeless.world;

import java.util.Objects;

/// The disk failed: full, not writable, broken. The message names the file and what to do.
public final class DiskException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public DiskException(String message) {
        super(message);
    }

    public DiskException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return Objects.toString(super.getMessage());
    }
}
