/// Which node runs what, in one domain: the program around the pure core.
@NullMarked
package io.edgeless.orchestrator;

import org.jspecify.annotations.NullMarked;
