@NullMarked
package io.edgeless.api.rpc;

import org.jspecify.annotations.NullMarked;
