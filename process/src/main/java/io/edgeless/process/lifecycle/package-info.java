/// How a program starts, logs and stops.
@NullMarked
package io.edgeless.process.lifecycle;

import org.jspecify.annotations.NullMarked;
