/// Budgets, permits and paces.
@NullMarked
package io.edgeless.dataplane.run;

import org.jspecify.annotations.NullMarked;
