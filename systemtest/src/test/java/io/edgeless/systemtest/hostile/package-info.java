/// Guests and clients that mean harm, and neighbours that must not notice.
@NullMarked
package io.edgeless.systemtest.hostile;

import org.jspecify.annotations.NullMarked;
