/// The programs as processes of their own, started, stopped and killed as an operator and an
/// accident do it.
@NullMarked
package io.edgeless.systemtest.process;

import org.jspecify.annotations.NullMarked;
