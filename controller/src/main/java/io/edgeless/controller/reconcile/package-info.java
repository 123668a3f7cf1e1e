/// The pure core of the controller: brings what the domains run to what was accepted.
@NullMarked
package io.edgeless.controller.reconcile;

import org.jspecify.annotations.NullMarked;
