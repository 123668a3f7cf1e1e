package io.edgeless.process.loop;

import java.util.List;

/// The functional core of a program: all its decisions, and nothing else. A core reads no clock, no
/// randomness and no files, starts no threads, and depends on nothing but its inputs in their
/// order: the same inputs give the same steps. Time and random values arrive inside the inputs or
/// as argument. Whoever feeds it (the [Loop], a simulation) calls it from one thread at a time; its
/// state is reachable only through it.
///
/// @param <I> what happens to it: requests, results of effects, ticks
/// @param <R> what it must remember after a crash
/// @param <E> what it wants done
public interface Core<I, R, E> {

    /// Takes back one durable record while starting, in the order they were written. No effects.
    void restore(R record);

    /// Records that, restored into a new core, give its durable state: the content of a snapshot.
    List<R> snapshot();

    /// Handles one input. Never throws for any input.
    ///
    /// @param nowNanos the feeder's monotonic clock
    Step<R, E> step(long nowNanos, I input);
}
