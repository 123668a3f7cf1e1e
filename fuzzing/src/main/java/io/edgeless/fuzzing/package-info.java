/// Fuzz targets: what one is, and how its seeds and a fixed number of changed ones are run in every
/// build.
@NullMarked
package io.edgeless.fuzzing;

import org.jspecify.annotations.NullMarked;
