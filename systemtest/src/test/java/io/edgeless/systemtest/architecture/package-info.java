/// What the build enforces of the plan of the house and of how the code reads.
@NullMarked
package io.edgeless.systemtest.architecture;

import org.jspecify.annotations.NullMarked;
