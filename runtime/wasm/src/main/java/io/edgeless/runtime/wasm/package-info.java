/// Runs WebAssembly guests. The bytes of a module go through `gate` and `repair` into `load`; what
/// comes out makes an `instance` with its `memory`, which talks to the host as `abi` says.
@NullMarked
package io.edgeless.runtime.wasm;

import org.jspecify.annotations.NullMarked;
