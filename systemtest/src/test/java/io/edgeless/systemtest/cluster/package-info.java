/// Clusters for tests: real programs on free ports.
@NullMarked
package io.edgeless.systemtest.cluster;

import org.jspecify.annotations.NullMarked;
