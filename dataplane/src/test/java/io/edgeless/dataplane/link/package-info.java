/// Links over real connections.
@NullMarked
package io.edgeless.dataplane.link;

import org.jspecify.annotations.NullMarked;
