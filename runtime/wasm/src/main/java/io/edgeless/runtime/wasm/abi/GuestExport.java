package io.edgeless.runtime.wasm.abi;

/// The functions every guest must export, with exactly these types.
public enum GuestExport {
    ALLOCATE(0, "edgeless_mem_alloc", "i:i"),
    FREE(1, "edgeless_mem_free", "ii:"),
    CLEAR(2, "edgeless_mem_clear", ":"),
    INIT(3, "handle_init_asm", "iiii:"),
    CAST(4, "handle_cast_asm", "iiii:"),
    CALL(5, "handle_call_asm", "iiiiii:i"),
    STOP(6, "handle_stop_asm", ":");

    /// The export that is the guest's linear memory.
    public static final String MEMORY = "memory";

    /// Its place in lists of all of them, from 0.
    public final int index;

    /// The name the guest exports it by.
    public final String symbol;

    /// Its type, in the letters of [Signature].
    public final Signature signature;

    GuestExport(int index, String symbol, String signature) {
        this.index = index;
        this.symbol = symbol;
        this.signature = new Signature(signature);
    }
}
