package io.edgeless.runtime.wasm.instance;

import io.edgeless.api.model.LogLevel;
import io.edgeless.component.HostApi;
import io.edgeless.runtime.wasm.gate.GateLimits;
import io.edgeless.runtime.wasm.memory.GuestMemory;

/// Tells the owner of a guest, once each, that it asked for more memory or more entries of a table
/// than it may have: the guest itself is only refused, and then often traps for a reason that does
/// not name the limit. Used by the thread that runs the guest.
final class Ceilings {

    private final HostApi host;
    private boolean isTableMet;
    private boolean isTableTold;
    private boolean isMemoryTold;

    Ceilings(HostApi host) {
        this.host = host;
    }

    /// A table of the guest was refused an entry.
    void meetTable() {
        isTableMet = true;
    }

    /// Says what was met and not yet said.
    void tell(GuestMemory memory) {
        if (memory.wasRefused() && !isMemoryTold) {
            isMemoryTold = true;
            say(
                    "its memory has reached the limit of %d pages of %d KiB"
                            .formatted(memory.maximumPages(), GuestMemory.PAGE_BYTES >> 10));
        }
        if (isTableMet && !isTableTold) {
            isTableTold = true;
            say(
                    "a table has reached its limit, at most %d entries"
                            .formatted(GateLimits.TABLE_ENTRIES_MAX));
        }
    }

    private void say(String line) {
        host.log(LogLevel.WARN, "edgeless", line);
    }
}
