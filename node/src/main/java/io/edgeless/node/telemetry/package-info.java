/// Logs of functions, samples, health and capabilities of the machine.
@NullMarked
package io.edgeless.node.telemetry;

import org.jspecify.annotations.NullMarked;
