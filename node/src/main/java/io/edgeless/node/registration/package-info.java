/// Keeps the lease of this node at its orchestrator.
@NullMarked
package io.edgeless.node.registration;

import org.jspecify.annotations.NullMarked;
