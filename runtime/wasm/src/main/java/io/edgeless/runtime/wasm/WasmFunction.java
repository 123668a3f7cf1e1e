package io.edgeless.runtime.wasm;

import io.edgeless.api.model.Refusal;
import io.edgeless.component.HostApi;
import io.edgeless.component.Limits;
import io.edgeless.component.PreparedFunction;

import run.endive.runtime.Instance;
import run.endive.runtime.TableInstance;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.TableLimits;

/// A module with the limits of one function. Immutable; used from any thread.
final class WasmFunction implements PreparedFunction {

    private final LoadedModule loaded;
    private final Limits limits;

    WasmFunction(LoadedModule loaded, Limits limits) {
        this.loaded = loaded;
        this.limits = limits;
    }

    @Override
    public Instantiation instantiate(HostApi host) {
        try {
            RunnerSlot runner = new RunnerSlot();
            WasmBinding binding = new WasmBinding(host, limits, runner);
            Guest guest = guest(binding);
            binding.bind(guest);
            return new Instantiation.Ready(
                    new WasmInstance(guest, runner, limits, loaded.shape().start()));
        } catch (Throwable failure) {
            return new Instantiation.Refused(
                    Refusal.of("cannot make an instance", GuestFailure.reason(failure)));
        }
    }

    private Guest guest(WasmBinding binding) {
        ModuleShape shape = loaded.shape();
        int pagesMax = Math.min(shape.pagesMax(), limits.memoryPagesMax());
        FlatMemory memory = new FlatMemory(new MemoryLimits(shape.pagesMin(), pagesMax));
        Instance instance =
                Instance.builder(loaded.module())
                        .withImportValues(binding.imports())
                        .withMachineFactory(loaded.machines())
                        .withMemoryLimits(new MemoryLimits(shape.pagesMin(), pagesMax))
                        .withMemoryFactory(_ -> memory)
                        .withTableFactory(WasmFunction::table)
                        .withStart(false)
                        .build();
        return new Guest(instance, memory, shape.exports());
    }

    /// A table of the instance's own: the engine counts growth in the limits object of the module,
    /// which all instances would share, and allows ten million entries.
    private static TableInstance table(Table declared, int initial) {
        TableLimits own =
                new TableLimits(
                        declared.limits().min(),
                        Math.min(declared.limits().max(), GateLimits.TABLE_ENTRIES_MAX));
        return new TableInstance(
                new Table(declared.elementType(), own, declared.initialize()), initial);
    }
}
