/// What the README says a user does, done.
@NullMarked
package io.edgeless.systemtest.scenario;

import org.jspecify.annotations.NullMarked;
