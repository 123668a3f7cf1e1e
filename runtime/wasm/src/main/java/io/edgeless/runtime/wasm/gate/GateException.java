package io.edgeless.runtime.wasm.gate;

/// A module is refused; thrown and caught within the gate.
final class GateException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int offset;

    GateException(String reason, int offset) {
        super(reason, null, false, false);
        this.offset = offset;
    }

    /// Where in the module, in bytes from its start.
    int offset() {
        return offset;
    }
}
