/// The running instances: life cycle, host calls, restart.
@NullMarked
package io.edgeless.node.instance;

import org.jspecify.annotations.NullMarked;
