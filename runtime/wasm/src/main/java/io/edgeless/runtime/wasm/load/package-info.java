/// From the bytes of a module to something instances can be made of: compiled once, kept on disk.
/// Its door is [ModuleLoader].
@NullMarked
package io.edgeless.runtime.wasm.load;

import org.jspecify.annotations.NullMarked;
