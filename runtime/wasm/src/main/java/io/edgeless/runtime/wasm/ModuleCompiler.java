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
import java.util.concurrent.Executor;
import java.util.function.Function;

/// Turns the bytes of a module into something instances can be made of. Used by the loader's
/// thread; throws whatever the engine throws at a module it cannot take.
final class ModuleCompiler {

    private final WasmSettings settings;

    ModuleCompiler(WasmSettings settings) {
        this.settings = settings;
    }

    /// @param loader where a second class is compiled when it is wanted
    LoadedModule load(ModuleShape shape, Executor loader) {
        boolean moves =
                settings.tier() == Tier.COMPILED && settings.memory() == MemoryKind.COPY_ON_WRITE;
        Compiled compiled =
                switch (settings.tier()) {
                    case INTERPRETER -> new Compiled(parse(shape.lean()), InterpreterMachine::new);
                    case COMPILED -> compile(shape);
                };
        return new LoadedModule(
                shape,
                compiled.module(),
                MemoryImage.of(compiled.module().dataSection().dataSegments()),
                settings.memory(),
                compiled.machines(),
                moves
                        ? FlatClass.onDemand(loader, () -> compile(shape).machines())
                        : FlatClass.never());
    }

    /// Functions too large for the JVM are interpreted; only then are the parsed instructions, a
    /// hundred times the size of the module, kept.
    private static Compiled compile(ModuleShape shape) {
        WasmModule parsed = parse(shape.lean());
        try {
            return new Compiled(withoutBodies(parsed), compile(parsed, InterpreterFallback.FAIL));
        } catch (WasmEngineException tooLarge) {
            return new Compiled(parsed, compile(parsed, InterpreterFallback.SILENT));
        }
    }

    private static WasmModule parse(byte[] lean) {
        WasmModule parsed = Parser.parse(lean);
        return copy(parsed).setCodeSection(parsed.codeSection()).build();
    }

    private static Function<Instance, Machine> compile(
            WasmModule module, InterpreterFallback fallback) {
        Function<Instance, Machine> factory =
                MachineFactoryCompiler.builder(module).withInterpreterFallback(fallback).compile();
        return factory instanceof CompiledModule compiled ? compiled.machineFactory() : factory;
    }

    private static WasmModule withoutBodies(WasmModule module) {
        CodeSection.Builder empty = CodeSection.builder();
        FunctionBody body = new FunctionBody(List.of(), List.of());
        for (int i = 0; i < module.codeSection().functionBodyCount(); i++) {
            empty.addFunctionBody(body);
        }
        return copy(module).setCodeSection(empty.build()).build();
    }

    /// A copy without code and start function.
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

    private record Compiled(WasmModule module, Function<Instance, Machine> machines) {}
}
