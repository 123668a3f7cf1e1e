package io.edgeless.runtime.wasm.instance;

import run.endive.runtime.GlobalInstance;
import run.endive.runtime.Instance;

/// The block that a repaired guest does not free while it handles a call, see `ReplyRepair`. Used
/// by the thread that runs the guest.
final class HeldBlock {

    private final GlobalInstance isHolding;
    private final GlobalInstance address;
    private final GlobalInstance size;

    /// @param firstGlobal the first of the globals that the repair added
    HeldBlock(Instance instance, int firstGlobal) {
        this.isHolding = instance.global(firstGlobal);
        this.address = instance.global(firstGlobal + 1);
        this.size = instance.global(firstGlobal + 2);
    }

    void hold() {
        isHolding.setValue(1);
    }

    void release(Guest guest) {
        isHolding.setValue(0);
        int held = (int) address.getValue();
        if (held != 0) {
            address.setValue(0);
            guest.free(held, (int) size.getValue());
        }
    }
}
