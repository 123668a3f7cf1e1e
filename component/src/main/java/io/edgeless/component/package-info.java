/// The contracts between the data plane, the runtimes and the resources.
@NullMarked
package io.edgeless.component;

import org.jspecify.annotations.NullMarked;
