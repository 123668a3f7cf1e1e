/// Commands that run for minutes and print a table.
@NullMarked
package io.edgeless.bench;

import org.jspecify.annotations.NullMarked;
