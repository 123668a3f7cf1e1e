/// Servers and channels with limits, keepalive and messages for people.
@NullMarked
package io.edgeless.process.grpc;

import org.jspecify.annotations.NullMarked;
