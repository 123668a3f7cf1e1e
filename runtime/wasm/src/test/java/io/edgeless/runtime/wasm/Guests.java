package io.edgeless.runtime.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.model.Binary;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.component.FunctionInstance;
import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.FunctionRuntime.Preparation;
import io.edgeless.component.HostApi;
import io.edgeless.component.Limits;
import io.edgeless.component.PreparedFunction;
import io.edgeless.component.PreparedFunction.Instantiation;
import io.edgeless.runtime.wasm.load.Tier;
import io.edgeless.runtime.wasm.load.WasmSettings;
import io.edgeless.runtime.wasm.memory.MemoryKind;
import io.edgeless.world.Disk;
import io.edgeless.world.World;
import io.edgeless.world.simulated.FixedNetwork;
import io.edgeless.world.simulated.ManualClock;
import io.edgeless.world.simulated.ManualTimers;
import io.edgeless.world.simulated.MemoryDisk;
import io.edgeless.world.simulated.SeededChance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Shortcuts from a test's module to its running instance.
public final class Guests {

    private Guests() {}

    /// A machine of its own: nothing is kept.
    public static World world() {
        return world(new MemoryDisk());
    }

    public static World world(Disk disk) {
        ManualClock clock = new ManualClock();
        return new World(
                clock, new ManualTimers(clock), FixedNetwork.online(), disk, new SeededChance(1));
    }

    /// Each way in which guests are executed.
    public static Stream<WasmSettings> ways() {
        return Stream.of(
                WasmSettings.DEFAULT,
                new WasmSettings(true, Tier.COMPILED, MemoryKind.FLAT, true),
                new WasmSettings(true, Tier.INTERPRETER, MemoryKind.COPY_ON_WRITE, true));
    }

    public static FunctionRuntime runtime(WasmSettings settings) {
        return runtime(settings, world(), Path.of("cache"));
    }

    public static FunctionRuntime runtime(WasmSettings settings, World world, Path cacheFolder) {
        return new WasmRuntime(settings, world, cacheFolder);
    }

    /// A module of the repository.
    ///
    /// @param name path below `functions`, without extension
    public static byte[] function(String name) throws IOException {
        return Files.readAllBytes(
                Path.of(System.getProperty("edgeless.home", "../.."), "functions", name + ".wasm"));
    }

    public static FunctionClass functionClass(byte[] module) {
        return new FunctionClass(
                "test",
                WasmRuntime.FUNCTION_TYPE,
                "1",
                Optional.empty(),
                Binary.of(module),
                List.of("out"));
    }

    public static PreparedFunction prepared(FunctionRuntime runtime, byte[] module, Limits limits) {
        Preparation preparation = runtime.prepare(functionClass(module), limits);
        assertThat(preparation).isInstanceOf(Preparation.Ready.class);
        return ((Preparation.Ready) preparation).function();
    }

    public static FunctionInstance instance(PreparedFunction function, HostApi host) {
        Instantiation made = function.instantiate(host);
        assertThat(made).isInstanceOf(Instantiation.Ready.class);
        return ((Instantiation.Ready) made).instance();
    }

    public static FunctionInstance instance(
            FunctionRuntime runtime, TestModule module, HostApi host) {
        return instance(prepared(runtime, module.build(), Limits.DEFAULT), host);
    }

    public static String refusal(FunctionRuntime runtime, byte[] module) {
        Preparation preparation = runtime.prepare(functionClass(module), Limits.DEFAULT);
        assertThat(preparation).isInstanceOf(Preparation.Refused.class);
        return ((Preparation.Refused) preparation).refusal().text();
    }
}
