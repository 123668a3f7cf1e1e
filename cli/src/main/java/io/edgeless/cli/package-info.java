/// The client commands, put together.
@NullMarked
package io.edgeless.cli;

import org.jspecify.annotations.NullMarked;
