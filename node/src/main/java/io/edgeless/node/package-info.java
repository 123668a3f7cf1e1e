/// One node: [NodeMain] puts it together.
@NullMarked
package io.edgeless.node;

import org.jspecify.annotations.NullMarked;
