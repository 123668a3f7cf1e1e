package io.edgeless.api.model;

/// What an event is; the numbers are those of the wire.
public enum EventKind {
    CALL(0),
    CAST(1),
    CALL_RETURN(2),
    CALL_NO_RETURN(3),
    ERROR(4);

    private final int wireNumber;

    EventKind(int wireNumber) {
        this.wireNumber = wireNumber;
    }

    public int wireNumber() {
        return wireNumber;
    }

    /// Whether an event of this kind answers a call.
    public boolean isReply() {
        return this == CALL_RETURN || this == CALL_NO_RETURN || this == ERROR;
    }
}
