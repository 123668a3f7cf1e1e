/// Programs of EDGELESS v1.2 played by a second, independent implementation of its wire.
@NullMarked
package io.edgeless.systemtest.compat;

import org.jspecify.annotations.NullMarked;
