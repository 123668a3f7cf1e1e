package io.edgeless.runtime.wasm.load;

import io.edgeless.runtime.wasm.gate.ModuleShape;
import io.edgeless.runtime.wasm.memory.MemoryImage;
import io.edgeless.runtime.wasm.memory.MemoryKind;

import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.WasmModule;

import java.util.function.Function;

/// A module that is checked, parsed and compiled; shared by all functions and instances of its
/// digest.
///
/// @param module without start function, which `WasmInstance#init` runs itself, under the budget of
///   an event
/// @param image what the memory of each instance begins with
/// @param kind the memory that instances begin with
/// @param machines makes the machine of an instance with that memory
/// @param flat the class for instances that prove hot
public record LoadedModule(
        ModuleShape shape,
        WasmModule module,
        MemoryImage image,
        MemoryKind kind,
        Function<Instance, Machine> machines,
        FlatClass flat) {}
