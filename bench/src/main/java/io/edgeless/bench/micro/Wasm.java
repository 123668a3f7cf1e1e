package io.edgeless.bench.micro;

import io.edgeless.bench.measure.BenchException;
import io.edgeless.bench.measure.Guest;
import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.FunctionRuntimeFactory;
import io.edgeless.component.Limits;
import io.edgeless.component.PreparedFunction;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;

/// The WebAssembly runtime as a node makes it.
final class Wasm {

    private static final String TABLE = "wasm_runtime";

    private Wasm() {}

    /// @param cacheFolder where compiled code is kept
    static FunctionRuntime runtime(World world, Path cacheFolder) {
        FunctionRuntimeFactory factory =
                ServiceLoader.load(FunctionRuntimeFactory.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(candidate -> candidate.table().equals(TABLE))
                        .findFirst()
                        .orElseThrow(() -> new BenchException("no runtime for " + TABLE));
        return factory.create(SettingsReader.of(Map.of(), TABLE), world, cacheFolder)
                .orElseThrow(() -> new BenchException(TABLE + " is not enabled"));
    }

    /// A guest, compiled.
    static PreparedFunction prepare(FunctionRuntime runtime, Guest guest) {
        return switch (runtime.prepare(guest.code(), Limits.DEFAULT)) {
            case FunctionRuntime.Preparation.Ready(PreparedFunction function) -> function;
            case FunctionRuntime.Preparation.Refused(var refusal, _) ->
                    throw new BenchException(refusal.text());
        };
    }
}
