/// Resources that keep what they are given in files of the node.
@NullMarked
package io.edgeless.resource.builtin.file;

import org.jspecify.annotations.NullMarked;
