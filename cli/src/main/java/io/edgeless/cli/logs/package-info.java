/// The command that shows what functions log.
@NullMarked
package io.edgeless.cli.logs;

import org.jspecify.annotations.NullMarked;
