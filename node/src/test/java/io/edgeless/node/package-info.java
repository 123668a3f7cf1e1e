/// Tests of a whole node, with a runtime and resources that do what a test says.
@NullMarked
package io.edgeless.node;

import org.jspecify.annotations.NullMarked;
