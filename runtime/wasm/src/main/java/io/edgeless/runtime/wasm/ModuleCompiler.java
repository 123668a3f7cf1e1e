package io.edgeless.runtime.wasm;

import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.CompiledModule;
import run.endive.runtime.Instance;
import run.endive.runtime.InterpreterMachine;
import run.endive.runtime.Machine;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.CodeSection;
import run.endive.wasm.types.FunctionBody;

import java.util.List;
import java.util.function.Function;

/// Turns the bytes of a module into something instances can be made of. Runs on the loader's
/// thread; throws whatever the engine throws at a module it cannot take.
final class ModuleCompiler {

    private ModuleCompiler() {}

    static LoadedModule load(ModuleShape shape, Tier tier) {
        WasmModule parsed = withoutStart(Parser.parse(shape.lean()));
        return switch (tier) {
            case INTERPRETER -> new LoadedModule(shape, parsed, InterpreterMachine::new);
            case COMPILED -> compile(shape, parsed);
        };
    }

    /// Functions too large for the JVM are interpreted; only then are the parsed instructions, a
    /// hundred times the size of the module, kept.
    private static LoadedModule compile(ModuleShape shape, WasmModule parsed) {
        try {
            Function<Instance, Machine> machines = compile(parsed, InterpreterFallback.FAIL);
            return new LoadedModule(shape, withoutBodies(parsed), machines);
        } catch (WasmEngineException tooLarge) {
            Function<Instance, Machine> machines = compile(parsed, InterpreterFallback.SILENT);
            return new LoadedModule(shape, parsed, machines);
        }
    }

    private static Function<Instance, Machine> compile(
            WasmModule module, InterpreterFallback fallback) {
        Function<Instance, Machine> factory =
                MachineFactoryCompiler.builder(module).withInterpreterFallback(fallback).compile();
        return factory instanceof CompiledModule compiled ? compiled.machineFactory() : factory;
    }

    private static WasmModule withoutStart(WasmModule module) {
        return copy(module).setCodeSection(module.codeSection()).build();
    }

    private static WasmModule withoutBodies(WasmModule module) {
        CodeSection.Builder empty = CodeSection.builder();
        FunctionBody body = new FunctionBody(List.of(), List.of());
        for (int i = 0; i < module.codeSection().functionBodyCount(); i++) {
            empty.addFunctionBody(body);
        }
        return copy(module).setCodeSection(empty.build()).build();
    }

    private static WasmModule.Builder copy(WasmModule module) {
        return WasmModule.builder()
                .withValidation(false)
                .setTypeSection(module.typeSection())
                .setImportSection(module.importSection())
                .setFunctionSection(module.functionSection())
                .setTableSection(module.tableSection())
                .setMemorySection(module.memorySection().orElse(null))
                .setGlobalSection(module.globalSection())
                .setExportSection(module.exportSection())
                .setElementSection(module.elementSection())
                .setDataSection(module.dataSection())
                .setDataCountSection(module.dataCountSection().orElse(null));
    }
}
