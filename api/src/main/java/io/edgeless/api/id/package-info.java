/// Identifiers as 16-byte values with their text form (control-plane wire, UUID text).
@NullMarked
package io.edgeless.api.id;

import org.jspecify.annotations.NullMarked;
