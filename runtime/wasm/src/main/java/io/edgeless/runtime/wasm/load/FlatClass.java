package io.edgeless.runtime.wasm.load;

import io.edgeless.runtime.wasm.abi.GuestFailure;

import org.jspecify.annotations.Nullable;

import run.endive.runtime.Instance;
import run.endive.runtime.Machine;

import java.lang.System.Logger;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/// A module's compiled class for flat memory, made in the background when the first hot instance
/// asks for it. Instances ask from any thread, the loader's thread makes it.
public final class FlatClass {

    private static final Logger LOGGER = System.getLogger(FlatClass.class.getName());

    private final Executor loader;
    private final Callable<Function<Instance, Machine>> compilation;

    /// Atomic: whichever instance is the first to ask sets it.
    private final AtomicBoolean asked = new AtomicBoolean();

    /// Volatile: set by the loader's thread, read by those that run guests.
    private volatile @Nullable Function<Instance, Machine> machines;

    private FlatClass(
            Executor loader, Callable<Function<Instance, Machine>> compilation, boolean wanted) {
        this.loader = loader;
        this.compilation = compilation;
        asked.set(!wanted);
    }

    public static FlatClass onDemand(
            Executor loader, Callable<Function<Instance, Machine>> compilation) {
        return new FlatClass(loader, compilation, true);
    }

    /// For modules whose instances never move.
    static FlatClass never() {
        return new FlatClass(
                Runnable::run,
                () -> {
                    throw new IllegalStateException("nobody moves to flat memory");
                },
                false);
    }

    /// What makes the machine of an instance with flat memory; empty as long as it is being made,
    /// or when it could not be made.
    public Optional<Function<Instance, Machine>> ready() {
        if (asked.compareAndSet(false, true)) {
            try {
                loader.execute(this::make);
            } catch (RejectedExecutionException busy) {
                asked.set(false);
            }
        }
        return Optional.ofNullable(machines);
    }

    private void make() {
        try {
            machines = compilation.call();
        } catch (Throwable failure) {
            LOGGER.log(
                    Logger.Level.WARNING,
                    "a hot function stays in copy-on-write memory: {0}",
                    GuestFailure.reason(failure));
        }
    }
}
