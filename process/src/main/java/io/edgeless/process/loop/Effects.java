package io.edgeless.process.loop;

/// Carries out what a core wants done.
///
/// @param <E> the core's effects
@FunctionalInterface
public interface Effects<E> {

    /// Starts one effect. Called by the loop's thread, in order, when the records of the step are
    /// on the disk; must not block: what takes time goes to a virtual thread, which delivers its
    /// result to the loop.
    void run(E effect);
}
