/// What tests of this module share.
@NullMarked
package io.edgeless.api;

import org.jspecify.annotations.NullMarked;
