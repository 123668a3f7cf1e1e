/// The seams to the machine and what is built on them; JDK only.
@NullMarked
package io.edgeless.world;

import org.jspecify.annotations.NullMarked;
