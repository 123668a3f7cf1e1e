package io.edgeless.runtime.wasm;

/// How guests are executed.
enum Tier {
    /// Translated to JVM bytecode once per module.
    COMPILED,
    /// Instruction by instruction: slow, but without the memory and time that compiling takes.
    INTERPRETER
}
