/// The data plane as its owner and its components see it, and its parts by themselves.
@NullMarked
package io.edgeless.dataplane;

import org.jspecify.annotations.NullMarked;
