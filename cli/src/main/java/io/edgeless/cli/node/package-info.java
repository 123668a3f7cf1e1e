/// The commands that show the nodes of a cluster.
@NullMarked
package io.edgeless.cli.node;

import org.jspecify.annotations.NullMarked;
