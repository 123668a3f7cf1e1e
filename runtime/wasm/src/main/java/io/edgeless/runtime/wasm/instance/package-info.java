/// One running guest: its calls into the host and out of it, its heat, and its move to flat memory.
/// Its door is [WasmFunction].
@NullMarked
package io.edgeless.runtime.wasm.instance;

import org.jspecify.annotations.NullMarked;
