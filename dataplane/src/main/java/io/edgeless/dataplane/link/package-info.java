/// Events to other nodes.
@NullMarked
package io.edgeless.dataplane.link;

import org.jspecify.annotations.NullMarked;
