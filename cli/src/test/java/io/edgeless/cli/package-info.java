/// The client commands against a controller of the tests, over real connections.
@NullMarked
package io.edgeless.cli;

import org.jspecify.annotations.NullMarked;
