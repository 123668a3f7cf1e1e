/// Resources that speak HTTP: requests from outside to functions, and from functions to outside.
@NullMarked
package io.edgeless.resource.builtin.http;

import org.jspecify.annotations.NullMarked;
