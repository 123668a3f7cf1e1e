/// What the client commands share: settings, the connection to the controller, the output.
@NullMarked
package io.edgeless.cli;

import org.jspecify.annotations.NullMarked;
