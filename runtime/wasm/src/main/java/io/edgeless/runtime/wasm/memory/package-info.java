/// The linear memory of guests, in its two kinds.
@NullMarked
package io.edgeless.runtime.wasm.memory;

import org.jspecify.annotations.NullMarked;
