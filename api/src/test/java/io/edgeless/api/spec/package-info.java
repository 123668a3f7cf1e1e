@NullMarked
package io.edgeless.api.spec;

import org.jspecify.annotations.NullMarked;
