/// A world of one's own: time that moves by hand, a disk that tears, chance from a seed. For the
/// simulation and for tests.
@NullMarked
package io.edgeless.world.simulated;

import org.jspecify.annotations.NullMarked;
