/// The pure core: what should run against what does run, and the commands that close the gap.
@NullMarked
package io.edgeless.orchestrator.reconcile;

import org.jspecify.annotations.NullMarked;
