/// Tests.
@NullMarked
package io.edgeless.node.registration;

import org.jspecify.annotations.NullMarked;
