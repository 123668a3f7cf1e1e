/// Chooses a node for a component: filter, weigh, draw. Pure; random numbers are arguments.
@NullMarked
package io.edgeless.orchestrator.placement;

import org.jspecify.annotations.NullMarked;
