package io.edgeless.runtime.wasm.load;

import io.edgeless.runtime.wasm.gate.ModuleShape;
import io.edgeless.runtime.wasm.memory.MemoryImage;
import io.edgeless.runtime.wasm.memory.MemoryKind;
import io.edgeless.runtime.wasm.repair.ModuleEdit;
import io.edgeless.runtime.wasm.repair.ReplyRepair;

import org.jspecify.annotations.Nullable;

import run.endive.compiler.Cache;
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

import java.lang.System.Logger;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/// Turns the bytes of a module into something instances can be made of. Used by the loader's
/// thread; throws whatever the engine throws at a module it cannot take.
final class ModuleCompiler implements ModuleLoader.Compilation {

    private static final Logger LOGGER = System.getLogger(ModuleCompiler.class.getName());

    private final WasmSettings settings;
    private final CodeCache cache;

    ModuleCompiler(WasmSettings settings, CodeCache cache) {
        this.settings = settings;
        this.cache = cache;
    }

    @Override
    public LoadedModule load(ModuleShape passed, Executor later) {
        ModuleShape shape = settings.repairReplies() ? ReplyRepair.apply(passed) : passed;
        boolean moves =
                settings.tier() == Tier.COMPILED && settings.memory() == MemoryKind.COPY_ON_WRITE;
        Compiled compiled =
                switch (settings.tier()) {
                    case INTERPRETER ->
                            new Compiled(parse(shape.lean()).build(), InterpreterMachine::new);
                    case COMPILED -> compiled(shape.lean(), later);
                };
        return new LoadedModule(
                shape,
                compiled.module(),
                MemoryImage.of(compiled.module().dataSection().dataSegments()),
                settings.memory(),
                compiled.machines(),
                moves
                        ? FlatClass.onDemand(later, () -> compiled(shape.lean(), later).machines())
                        : FlatClass.never());
    }

    /// From the cache or, if it is not there or cannot be used, made now.
    private Compiled compiled(byte[] lean, Executor later) {
        String key = CodeCache.key(lean);
        Optional<byte[]> cached = cache.get(key);
        if (cached.isPresent()) {
            try {
                WasmModule module = parse(ModuleEdit.withoutCode(lean)).withDigest(key).build();
                CachedCode code = new CachedCode(cached.get());
                return new Compiled(module, compile(module, InterpreterFallback.FAIL, code));
            } catch (Exception | LinkageError unusable) {
                LOGGER.log(Logger.Level.WARNING, "a cached module could not be used", unusable);
                cache.remove(key);
            }
        }
        return compileNow(lean, key, later);
    }

    /// Functions too large for the JVM are interpreted; only then are the parsed instructions, a
    /// hundred times the size of the module, kept, and nothing is cached.
    private Compiled compileNow(byte[] lean, String key, Executor later) {
        WasmModule parsed = parse(lean).withDigest(key).build();
        CachedCode code = new CachedCode(null);
        try {
            var machines = compile(parsed, InterpreterFallback.FAIL, code);
            keep(key, code, later);
            return new Compiled(withoutBodies(parsed), machines);
        } catch (WasmEngineException tooLarge) {
            return new Compiled(
                    parsed, compile(parsed, InterpreterFallback.SILENT, new CachedCode(null)));
        }
    }

    private void keep(String key, CachedCode code, Executor later) {
        byte[] made = code.bytes;
        if (made != null) {
            try {
                later.execute(() -> cache.put(key, made));
            } catch (RejectedExecutionException busy) {
                LOGGER.log(Logger.Level.DEBUG, "no time to cache a compiled module", busy);
            }
        }
    }

    private static WasmModule.Builder parse(byte[] lean) {
        WasmModule parsed = Parser.parse(lean);
        return copy(parsed).setCodeSection(parsed.codeSection());
    }

    private static Function<Instance, Machine> compile(
            WasmModule module, InterpreterFallback fallback, Cache cache) {
        Function<Instance, Machine> factory =
                MachineFactoryCompiler.builder(module)
                        .withInterpreterFallback(fallback)
                        .withCache(cache)
                        .compile();
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

    /// The engine's view of one entry: hands out what is there, or takes what is made.
    private static final class CachedCode implements Cache {

        private byte @Nullable [] bytes;

        private CachedCode(byte @Nullable [] bytes) {
            this.bytes = bytes;
        }

        @Override
        public byte @Nullable [] get(String key) {
            return bytes;
        }

        @Override
        public void putIfAbsent(String key, byte[] made) {
            bytes = made;
        }
    }
}
