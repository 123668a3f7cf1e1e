/// Runs the real cores of a cluster in a simulated world that fails in ways drawn from a seed, and
/// checks what must hold whatever happens.
@NullMarked
package io.edgeless.simulation;

import org.jspecify.annotations.NullMarked;
