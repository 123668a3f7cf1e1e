/// Runs WebAssembly guests: the gate, the engine's two tiers, the memories and the guest ABI.
@NullMarked
package io.edgeless.runtime.wasm;

import org.jspecify.annotations.NullMarked;
