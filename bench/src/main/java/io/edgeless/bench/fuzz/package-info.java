/// Long fuzzing: every target of every module for its share of the time.
@NullMarked
package io.edgeless.bench.fuzz;

import org.jspecify.annotations.NullMarked;
