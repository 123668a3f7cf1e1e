/// The nodes of the domain and their leases, counted by the receiver's monotonic clock. Pure.
@NullMarked
package io.edgeless.orchestrator.nodes;

import org.jspecify.annotations.NullMarked;
