/// Feeds one pure core: inputs in, durable records, effects out.
@NullMarked
package io.edgeless.process.loop;

import org.jspecify.annotations.NullMarked;
