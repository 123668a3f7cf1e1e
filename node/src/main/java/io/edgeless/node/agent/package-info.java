/// Commands from the orchestrator: a pure core and the shell that carries out its effects.
@NullMarked
package io.edgeless.node.agent;

import org.jspecify.annotations.NullMarked;
