package io.edgeless.runtime.wasm.instance;

import io.edgeless.runtime.wasm.abi.GuestFailure;
import io.edgeless.runtime.wasm.load.FlatClass;
import io.edgeless.runtime.wasm.memory.FlatMemory;

import run.endive.runtime.Instance;
import run.endive.runtime.Machine;

import java.lang.System.Logger;
import java.util.function.Function;

/// Moves an instance that proves hot into flat memory, between two events. Used by the thread that
/// runs the guest.
final class Promotion {

    private static final Logger LOGGER = System.getLogger(Promotion.class.getName());

    private final GuestMaker maker;
    private final FlatClass flat;
    private final WasmBinding binding;
    private final Heat heat;

    Promotion(GuestMaker maker, FlatClass flat, WasmBinding binding, Heat heat) {
        this.maker = maker;
        this.flat = flat;
        this.binding = binding;
        this.heat = heat;
    }

    void beginEvent() {
        heat.beginEvent();
    }

    /// Ends an event.
    ///
    /// @return the guest to go on with: the same, or what it became
    Guest endEvent(Guest guest) {
        boolean isHot = heat.endEvent();
        return isHot && !(guest.memory() instanceof FlatMemory)
                ? flat.ready().map(machines -> move(guest, machines)).orElse(guest)
                : guest;
    }

    /// A failure (there is no room for the array) leaves the guest as it is; it moves when it is
    /// hot again.
    private Guest move(Guest guest, Function<Instance, Machine> machines) {
        try {
            Guest moved = maker.moved(guest, machines);
            binding.bind(moved);
            return moved;
        } catch (Throwable failure) {
            LOGGER.log(
                    Logger.Level.WARNING,
                    "a hot function stays in copy-on-write memory: {0}",
                    GuestFailure.reason(failure));
            return guest;
        }
    }
}
