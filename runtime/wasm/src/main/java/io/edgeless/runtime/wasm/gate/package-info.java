/// Looks at the bytes of a module before any library does: what is malformed or too large is
/// refused. Its door is [WasmGate].
@NullMarked
package io.edgeless.runtime.wasm.gate;

import org.jspecify.annotations.NullMarked;
