/// Workflow files, annotations and constraints: reading them, and saying what is wrong with them.
@NullMarked
package io.edgeless.api.spec;

import org.jspecify.annotations.NullMarked;
