/// Configuration files.
@NullMarked
package io.edgeless.process.settings;

import org.jspecify.annotations.NullMarked;
