/// Tests.
@NullMarked
package io.edgeless.node.state;

import org.jspecify.annotations.NullMarked;
