/// What every command runs in: options, settings, the connection to a controller, the console.
@NullMarked
package io.edgeless.cli.session;

import org.jspecify.annotations.NullMarked;
