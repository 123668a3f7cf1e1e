/// The words of the platform as immutable values, free of wire types.
@NullMarked
package io.edgeless.api.model;

import org.jspecify.annotations.NullMarked;
