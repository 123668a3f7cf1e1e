/// Single steps of the platform in one process, each beside what the bare JDK needs for the like.
@NullMarked
package io.edgeless.bench.micro;

import org.jspecify.annotations.NullMarked;
