package io.edgeless.runtime.wasm.load;

/// How guests are executed.
public enum Tier {
    /// Translated to JVM bytecode once per module.
    COMPILED,
    /// Instruction by instruction: slow, but without the memory and time that compiling takes.
    INTERPRETER
}
