/// One plain interface per service with its client and its gRPC service; the only importer of
/// generated stubs.
@NullMarked
package io.edgeless.api.rpc;

import org.jspecify.annotations.NullMarked;
