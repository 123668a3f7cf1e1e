/// The domains that have registered, their leases, and what they can run. Pure: no clock of its
/// own.
@NullMarked
package io.edgeless.controller.domains;

import org.jspecify.annotations.NullMarked;
