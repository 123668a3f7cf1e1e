/// Real processes of the platform, measured through the interfaces that its users have.
@NullMarked
package io.edgeless.bench.system;

import org.jspecify.annotations.NullMarked;
