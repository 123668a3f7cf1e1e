/// Tests.
@NullMarked
package io.edgeless.node.telemetry;

import org.jspecify.annotations.NullMarked;
