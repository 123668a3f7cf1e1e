/// Tests of the life of instances, with a runtime and a provider that do what a test says.
@NullMarked
package io.edgeless.node.instance;

import org.jspecify.annotations.NullMarked;
