/// Whole clusters under attack or under certificates, and what an operator does with them.
@NullMarked
package io.edgeless.systemtest.secure;

import org.jspecify.annotations.NullMarked;
