@NullMarked
package io.edgeless.dist;

import org.jspecify.annotations.NullMarked;
