package io.edgeless.runtime.wasm.instance;

import io.edgeless.api.model.Refusal;
import io.edgeless.component.HostApi;
import io.edgeless.component.Limits;
import io.edgeless.component.PreparedFunction;
import io.edgeless.runtime.wasm.abi.GuestFailure;
import io.edgeless.runtime.wasm.load.LoadedModule;
import io.edgeless.world.Clock;

/// A module with the limits of one function. Immutable; used from any thread.
public final class WasmFunction implements PreparedFunction {

    private final LoadedModule loaded;
    private final Limits limits;
    private final Clock clock;

    public WasmFunction(LoadedModule loaded, Limits limits, Clock clock) {
        this.loaded = loaded;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public Instantiation instantiate(HostApi host) {
        try {
            RunnerSlot runner = new RunnerSlot();
            Heat heat = new Heat(clock);
            WasmBinding binding = new WasmBinding(host, limits, runner, heat);
            int pagesMax = Math.min(loaded.shape().pagesMax(), limits.memoryPagesMax());
            Ceilings ceilings = new Ceilings(host);
            GuestMaker maker = new GuestMaker(loaded, pagesMax, binding.imports(), ceilings);
            Guest guest = maker.make();
            binding.bind(guest);
            Promotion promotion = new Promotion(maker, loaded.flat(), binding, heat);
            return new Instantiation.Ready(
                    new WasmInstance(
                            guest,
                            new WasmInstance.Steps(runner, promotion, ceilings),
                            limits,
                            loaded.shape().start()));
        } catch (Throwable failure) {
            return new Instantiation.Refused(
                    Refusal.of("cannot make an instance", GuestFailure.reason(failure)));
        }
    }
}
