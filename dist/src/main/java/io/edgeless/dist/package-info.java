/// The one program with all commands; the only place that ends the process.
@NullMarked
package io.edgeless.dist;

import org.jspecify.annotations.NullMarked;
