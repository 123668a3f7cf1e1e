/// A workflow as the controller keeps it: what was asked for and where its components are.
@NullMarked
package io.edgeless.controller.workflow;

import org.jspecify.annotations.NullMarked;
