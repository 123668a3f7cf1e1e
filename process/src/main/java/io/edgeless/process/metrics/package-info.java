/// What a program shows to those who watch it.
@NullMarked
package io.edgeless.process.metrics;

import org.jspecify.annotations.NullMarked;
