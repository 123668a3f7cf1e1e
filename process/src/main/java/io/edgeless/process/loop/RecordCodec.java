package io.edgeless.process.loop;

import java.util.Optional;

/// Turns the records of one core into bytes and back. Records of earlier versions must stay
/// readable. Called by the loop only.
///
/// @param <R> the core's records
public interface RecordCodec<R> {

    /// The bytes of a record, at most 64 MiB; large values belong into blobs.
    byte[] encode(R record);

    /// The record of these bytes; empty when they are none.
    Optional<R> decode(byte[] bytes);
}
