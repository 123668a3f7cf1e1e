/// Commands about workflows, one class for each.
@NullMarked
package io.edgeless.cli.workflow;

import org.jspecify.annotations.NullMarked;
