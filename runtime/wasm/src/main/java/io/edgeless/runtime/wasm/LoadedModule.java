package io.edgeless.runtime.wasm;

import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.WasmModule;

import java.util.function.Function;

/// A module that is checked, parsed and compiled; shared by all functions and instances of its
/// digest. Immutable.
///
/// @param module without start function, which [WasmInstance#init] runs itself, under the budget of
///   an event
/// @param machines makes the machine of an instance
record LoadedModule(ModuleShape shape, WasmModule module, Function<Instance, Machine> machines) {}
