package io.edgeless.runtime.wasm.load;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.api.id.Digest;
import io.edgeless.runtime.wasm.abi.GuestFailure;
import io.edgeless.runtime.wasm.gate.ModuleShape;
import io.edgeless.runtime.wasm.gate.WasmGate;
import io.edgeless.world.Clock;
import io.edgeless.world.World;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Checks and compiles modules, one at a time, on a platform thread of its own, so that neither the
/// memory nor the time that compiling takes multiplies. Callers from any thread wait for it; those
/// who want the same digest share the work. The thread ends when it has been idle for a while.
///
/// A compilation cannot be stopped. One that takes too long is refused and left to itself, and
/// another thread goes on with the rest; when two are left like that, everything else is refused
/// until one of them ends. What is done in the background (a second compile of a hot module, a
/// write to the disk that may hang) is looked after in the same way by the loads behind it.
public final class ModuleLoader implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger(ModuleLoader.class.getName());

    /// Modules waiting to be compiled; more than any node has function classes.
    private static final int WAITING_MAX = 1_024;

    private static final int LEFT_ALONE_MAX = 2;

    /// The gate's bounds keep a compile below some ten seconds on a slow core.
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    /// Compiled, a function has some dozen to a few hundred kilobytes.
    private static final long CACHE_BYTES_MAX = 64L << 20;

    private static final Duration IDLE = Duration.ofSeconds(30);

    /// The engine's parser and validator go down one frame for each nested block.
    private static final long STACK_BYTES = 8L << 20;

    private static final String BUSY =
            "modules that take too long to compile keep the node busy; try again later";

    private final Compilation compilation;
    private final Clock clock;
    private final Duration deadline;
    private final Map<Digest, WeakReference<LoadedModule>> loaded = new ConcurrentHashMap<>();
    private final Object lock = new Object();

    /// Work that waits or runs, also what was left alone.
    @GuardedBy("lock")
    private final Map<Digest, Work> underWay = new HashMap<>();

    @GuardedBy("lock")
    private ThreadPoolExecutor thread = newThread();

    @GuardedBy("lock")
    private @Nullable Job running;

    @GuardedBy("lock")
    private int leftAlone;

    /// Background jobs that wait until fewer are left alone.
    @GuardedBy("lock")
    private final List<Runnable> postponed = new ArrayList<>();

    /// Makes one that keeps what it compiled in a folder of its own.
    public static ModuleLoader open(WasmSettings settings, World world, Path cacheFolder) {
        CodeCache cache = CodeCache.open(world.disk(), cacheFolder, CACHE_BYTES_MAX);
        return new ModuleLoader(new ModuleCompiler(settings, cache), world.clock(), DEADLINE);
    }

    ModuleLoader(Compilation compilation, Clock clock, Duration deadline) {
        this.compilation = compilation;
        this.clock = clock;
        this.deadline = deadline;
    }

    private static ThreadPoolExecutor newThread() {
        ThreadPoolExecutor thread =
                new ThreadPoolExecutor(
                        1,
                        1,
                        IDLE.toMillis(),
                        TimeUnit.MILLISECONDS,
                        new LinkedBlockingQueue<>(WAITING_MAX),
                        task -> {
                            Thread made = new Thread(null, task, "wasm-loader", STACK_BYTES);
                            made.setDaemon(true);
                            return made;
                        });
        thread.allowCoreThreadTimeOut(true);
        return thread;
    }

    /// The module of these bytes, made now if nobody has it.
    public Loading load(Digest digest, byte[] bytes) {
        LoadedModule known = known(digest);
        if (known != null) {
            return new Loading.Loaded(known);
        }
        Work work;
        synchronized (lock) {
            work = underWay.get(digest);
            if (work == null) {
                if (leftAlone >= LEFT_ALONE_MAX) {
                    return Loading.Refused.forNow(BUSY);
                }
                work = new Work(digest, bytes);
                try {
                    thread.execute(work);
                } catch (RejectedExecutionException full) {
                    return Loading.Refused.forNow(
                            "too many modules wait to be compiled; try again later");
                }
                underWay.put(digest, work);
            }
        }
        return await(work);
    }

    @Override
    public void close() {
        synchronized (lock) {
            thread.shutdownNow();
            underWay.values().forEach(work -> work.refuse("the node is stopping"));
            underWay.clear();
            postponed.clear();
        }
    }

    private @Nullable LoadedModule known(Digest digest) {
        WeakReference<LoadedModule> reference = loaded.get(digest);
        return reference == null ? null : reference.get();
    }

    private Loading await(Work work) {
        while (true) {
            try {
                return work.result.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Loading.Refused.forNow("interrupted while the module was compiled");
            } catch (ExecutionException e) {
                return Loading.Refused.forGood("invalid module: " + e.getMessage());
            } catch (TimeoutException e) {
                leaveAloneIfLate();
            }
        }
    }

    /// Whoever waits looks after the job that runs, be it its own or another's before it.
    private void leaveAloneIfLate() {
        synchronized (lock) {
            Job late = running;
            if (late == null || clock.nanos() - late.begin < deadline.toNanos()) {
                return;
            }
            late.tooLate();
            running = null;
            leftAlone++;
            List<Runnable> waiting = new ArrayList<>();
            thread.getQueue().drainTo(waiting);
            thread.shutdown();
            thread = newThread();
            for (Runnable next : waiting) {
                if (leftAlone < LEFT_ALONE_MAX) {
                    thread.execute(next);
                } else {
                    turnAway(next);
                }
            }
        }
    }

    @GuardedBy("lock")
    private void turnAway(Runnable waiting) {
        if (waiting instanceof Work work) {
            underWay.remove(work.digest, work);
            work.refuse(BUSY);
        } else {
            postponed.add(waiting);
        }
    }

    /// Work to be done on the loader's thread when it has nothing more urgent; refused when there
    /// is too much.
    private void later(Runnable work) {
        synchronized (lock) {
            if (leftAlone >= LEFT_ALONE_MAX) {
                throw new RejectedExecutionException(BUSY);
            }
            thread.execute(new Background(work));
        }
    }

    private Loading loadNow(byte[] bytes) {
        try {
            return switch (WasmGate.check(bytes)) {
                case WasmGate.Verdict.Refused(String reason) -> Loading.Refused.forGood(reason);
                case WasmGate.Verdict.Passed(ModuleShape shape) ->
                        new Loading.Loaded(compilation.load(shape, this::later));
            };
        } catch (OutOfMemoryError e) {
            return Loading.Refused.forNow(GuestFailure.reason(e));
        } catch (Throwable failure) {
            return Loading.Refused.forGood("invalid module: " + GuestFailure.reason(failure));
        }
    }

    /// Makes a module of what the gate passed; may throw anything.
    interface Compilation {

        /// @param later where to do what need not be done at once
        LoadedModule load(ModuleShape shape, Executor later);
    }

    private void began(Job job) {
        synchronized (lock) {
            running = job;
            job.begin = clock.nanos();
        }
    }

    private void ended(Job job) {
        synchronized (lock) {
            if (running == job) {
                running = null;
            } else {
                leftAlone--;
                if (!thread.isShutdown()) {
                    postponed.forEach(thread::execute);
                }
                postponed.clear();
            }
        }
    }

    /// What the loader's thread does, one at a time. However it ends, its end is noted: nobody may
    /// wait for one that is over.
    private abstract sealed class Job implements Runnable {

        /// When it began to run, by the clock; guarded by the loader's lock.
        private long begin;

        @Override
        public final void run() {
            began(this);
            try {
                work();
            } finally {
                ended(this);
                tell();
            }
        }

        abstract void work();

        /// Those who wait for it, if any.
        abstract void tell();

        /// It runs for too long and is left alone.
        abstract void tooLate();
    }

    /// One module being loaded.
    private final class Work extends Job {

        private final Digest digest;
        private final byte[] bytes;
        private final CompletableFuture<Loading> result = new CompletableFuture<>();

        /// The loader's thread only.
        private Loading loading = Loading.Refused.forNow("the module could not be loaded");

        private Work(Digest digest, byte[] bytes) {
            this.digest = digest;
            this.bytes = bytes;
        }

        @Override
        void work() {
            Loading made = loadNow(bytes);
            if (made instanceof Loading.Loaded(LoadedModule module)) {
                loaded.values().removeIf(reference -> reference.refersTo(null));
                loaded.put(digest, new WeakReference<>(module));
            }
            loading = made;
        }

        @Override
        void tell() {
            synchronized (lock) {
                underWay.remove(digest, this);
            }
            result.complete(loading);
        }

        @Override
        void tooLate() {
            refuse("the module was not compiled within " + deadline.toSeconds() + " s");
        }

        private void refuse(String reason) {
            result.complete(Loading.Refused.forNow(reason));
        }
    }

    /// Something that nobody waits for.
    private final class Background extends Job {

        private final Runnable task;

        private Background(Runnable task) {
            this.task = task;
        }

        @Override
        void work() {
            task.run();
        }

        @Override
        void tell() {}

        @Override
        void tooLate() {
            LOGGER.log(
                    Logger.Level.WARNING,
                    "work of the module loader in the background, a compile or a write of its"
                            + " cache, takes more than {0} s and is left alone",
                    deadline.toSeconds());
        }
    }

    /// What became of loading a module.
    public sealed interface Loading {

        record Loaded(LoadedModule module) implements Loading {}

        /// @param isTemporary the same module may be loaded later
        record Refused(String reason, boolean isTemporary) implements Loading {

            static Refused forNow(String reason) {
                return new Refused(reason, true);
            }

            static Refused forGood(String reason) {
                return new Refused(reason, false);
            }
        }
    }
}
