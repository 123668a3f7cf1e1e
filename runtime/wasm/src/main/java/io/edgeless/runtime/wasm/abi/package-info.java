/// What host and guest have agreed on: the functions each of them offers, with their types, and how
/// the failure of a guest is told.
@NullMarked
package io.edgeless.runtime.wasm.abi;

import org.jspecify.annotations.NullMarked;
