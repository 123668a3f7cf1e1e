@NullMarked
package io.edgeless.simulation;

import org.jspecify.annotations.NullMarked;
