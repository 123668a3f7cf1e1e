/// Changes modules that passed the gate: the replies of functions built with the SDK of v1.2. Its
/// door is [ReplyRepair].
@NullMarked
package io.edgeless.runtime.wasm.repair;

import org.jspecify.annotations.NullMarked;
