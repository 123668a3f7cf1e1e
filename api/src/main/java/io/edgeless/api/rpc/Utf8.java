package io.edgeless.api.rpc;

import com.google.protobuf.UnsafeByteOperations;

/// What a v1.2 peer takes as the text of an event: it refuses anything that is not UTF-8, so that
/// binary payloads must not be sent to one.
public final class Utf8 {

    private Utf8() {}

    /// Whether a v1.2 peer can read this payload; takes time linear in its length.
    public static boolean isValid(byte[] payload) {
        return UnsafeByteOperations.unsafeWrap(payload).isValidUtf8();
    }
}
