/// Who may run, for how long, and on which threads.
@NullMarked
package io.edgeless.dataplane.run;

import org.jspecify.annotations.NullMarked;
