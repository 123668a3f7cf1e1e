/// Figures, the machine they were taken on, and how both are shown.
@NullMarked
package io.edgeless.bench.measure;

import org.jspecify.annotations.NullMarked;
