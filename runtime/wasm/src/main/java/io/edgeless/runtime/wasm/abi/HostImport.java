package io.edgeless.runtime.wasm.abi;

import java.util.Arrays;
import java.util.Optional;

/// The functions a guest may import, all from module `env`; a guest uses any subset of them.
public enum HostImport {
    CAST_RAW(0, "cast_raw_asm", "iiii:"),
    CAST(1, "cast_asm", "iiii:"),
    CALL_RAW(2, "call_raw_asm", "iiiiii:i"),
    CALL(3, "call_asm", "iiiiii:i"),
    LOG(4, "telemetry_log_asm", "iiiii:"),
    SELF(5, "slf_asm", "ii:"),
    DELAYED_CAST(6, "delayed_cast_asm", "liiii:"),
    SYNC(7, "sync_asm", "ii:");

    /// The module name of all imports.
    public static final String MODULE = "env";

    /// Its place in lists of all of them, from 0.
    public final int index;

    /// The name the guest imports it by.
    public final String symbol;

    /// Its type, in the letters of [Signature].
    public final Signature signature;

    HostImport(int index, String symbol, String signature) {
        this.index = index;
        this.symbol = symbol;
        this.signature = new Signature(signature);
    }

    public static Optional<HostImport> named(String symbol) {
        return Arrays.stream(values()).filter(known -> known.symbol.equals(symbol)).findFirst();
    }
}
