package io.edgeless.runtime.wasm.gate;

/// How large a module may be. Functions compiled from Rust or C have a few dozen to a few hundred
/// kilobytes and a few hundred functions; the bounds leave room for ten times as much, and keep the
/// engine's own work and memory for any module within seconds and some hundred megabytes.
public final class GateLimits {

    static final int MODULE_BYTES_MAX = 8 << 20;
    static final int BODY_BYTES_MAX = 256 << 10;
    static final int INSTRUCTIONS_MAX = 1_000_000;
    static final int TYPES_MAX = 4_096;

    /// The JVM allows a method 255; more would only be boxed.
    static final int PARAMETERS_MAX = 250;

    /// Validation repeats the results of a block's type for each block.
    static final int RESULTS_MAX = 32;

    static final int FUNCTIONS_MAX = 10_000;

    /// Parameters and locals of one function.
    static final int LOCALS_MAX = 1_000;

    /// Blocks within blocks; what the engine does per block depends on how deep it is.
    static final int NESTING_MAX = 256;

    public static final int GLOBALS_MAX = 1_000;
    static final int EXPORTS_MAX = 1_000;
    static final int TABLES_MAX = 16;

    /// Entries of one table, at the start and as far as a guest may grow it.
    public static final int TABLE_ENTRIES_MAX = 10_000;

    static final int ELEMENT_SEGMENTS_MAX = 1_000;
    static final int DATA_SEGMENTS_MAX = 10_000;
    static final int NAME_BYTES_MAX = 1_024;

    /// 4 GiB, what 32-bit addresses can reach.
    static final int PAGES_MAX = 65_536;

    private GateLimits() {}
}
