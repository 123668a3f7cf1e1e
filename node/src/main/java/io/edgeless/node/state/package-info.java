/// What functions synced, kept on this node.
@NullMarked
package io.edgeless.node.state;

import org.jspecify.annotations.NullMarked;
