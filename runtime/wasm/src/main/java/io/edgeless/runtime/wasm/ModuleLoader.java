package io.edgeless.runtime.wasm;

import io.edgeless.api.id.Digest;

import org.jspecify.annotations.Nullable;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Checks and compiles modules, one at a time, on a platform thread of its own, so that neither the
/// memory nor the time that compiling takes multiplies. Callers from any thread wait for it; those
/// who want the same digest share the work. The thread ends when it has been idle for a while.
final class ModuleLoader implements AutoCloseable {

    /// Modules waiting to be compiled; more than any node has function classes.
    private static final int WAITING_MAX = 1_024;

    /// The gate's bounds keep a compile below some ten seconds on a slow core.
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private static final Duration IDLE = Duration.ofSeconds(30);

    /// The engine's parser and validator go down one frame for each nested block.
    private static final long STACK_BYTES = 8L << 20;

    private final ModuleCompiler compiler;
    private final ThreadPoolExecutor thread;

    /// Work under way and, as long as something uses it, its result.
    private final Map<Digest, FutureTask<Loading>> underWay = new ConcurrentHashMap<>();

    private final Map<Digest, WeakReference<LoadedModule>> loaded = new ConcurrentHashMap<>();

    ModuleLoader(ModuleCompiler compiler) {
        this.compiler = compiler;
        this.thread =
                new ThreadPoolExecutor(
                        1,
                        1,
                        IDLE.toMillis(),
                        TimeUnit.MILLISECONDS,
                        new LinkedBlockingQueue<>(WAITING_MAX),
                        task -> new Thread(null, task, "wasm-loader", STACK_BYTES));
        thread.allowCoreThreadTimeOut(true);
    }

    /// The module of these bytes, made now if nobody has it.
    Loading load(Digest digest, byte[] bytes) {
        LoadedModule known = known(digest);
        if (known != null) {
            return new Loading.Loaded(known);
        }
        FutureTask<Loading> work = new FutureTask<>(task(digest, bytes));
        FutureTask<Loading> first = underWay.putIfAbsent(digest, work);
        if (first != null) {
            return await(first);
        }
        try {
            thread.execute(work);
        } catch (RejectedExecutionException full) {
            underWay.remove(digest, work);
            work.cancel(false);
            return new Loading.Refused("too many modules wait to be compiled; try again later");
        }
        return await(work);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private @Nullable LoadedModule known(Digest digest) {
        WeakReference<LoadedModule> reference = loaded.get(digest);
        return reference == null ? null : reference.get();
    }

    private Callable<Loading> task(Digest digest, byte[] bytes) {
        return () -> {
            try {
                Loading result = loadNow(bytes);
                if (result instanceof Loading.Loaded(LoadedModule module)) {
                    loaded.values().removeIf(reference -> reference.refersTo(null));
                    loaded.put(digest, new WeakReference<>(module));
                }
                return result;
            } finally {
                underWay.remove(digest);
            }
        };
    }

    private Loading loadNow(byte[] bytes) {
        try {
            return switch (WasmGate.check(bytes)) {
                case WasmGate.Verdict.Refused(String reason) -> new Loading.Refused(reason);
                case WasmGate.Verdict.Passed(ModuleShape shape) ->
                        new Loading.Loaded(compiler.load(shape, thread));
            };
        } catch (Throwable failure) {
            return new Loading.Refused("invalid module: " + GuestFailure.reason(failure));
        }
    }

    private static Loading await(FutureTask<Loading> work) {
        try {
            return work.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Loading.Refused("interrupted while the module was compiled");
        } catch (TimeoutException e) {
            return new Loading.Refused(
                    "the module was not compiled within " + DEADLINE.toSeconds() + " s");
        } catch (ExecutionException e) {
            return new Loading.Refused("invalid module: " + e.getMessage());
        } catch (CancellationException e) {
            return new Loading.Refused("the module was not compiled: the node is stopping");
        }
    }

    /// What became of loading a module.
    sealed interface Loading {

        record Loaded(LoadedModule module) implements Loading {}

        record Refused(String reason) implements Loading {}
    }
}
