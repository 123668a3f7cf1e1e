package io.edgeless.api.model;

import io.edgeless.api.id.Digest;

import java.util.Optional;

/// The code bytes of a function class: absent, carried along, or kept in a store by their digest.
public sealed interface Binary {

    /// No bytes: the code is somewhere else (container image, path).
    record None() implements Binary {}

    /// The bytes themselves; not to be changed.
    record Inline(Digest digest, byte[] bytes) implements Binary {

        @Override
        public boolean equals(Object other) {
            return other instanceof Inline inline && inline.digest.equals(digest);
        }

        @Override
        public int hashCode() {
            return digest.hashCode();
        }

        @Override
        public String toString() {
            return "Inline[" + digest + ", " + bytes.length + " bytes]";
        }
    }

    /// The bytes are in the blob store of the process under this digest.
    record Stored(Digest digest) implements Binary {}

    Binary NONE = new None();

    /// Absent when empty, as on the wire.
    static Binary of(byte[] bytes) {
        return bytes.length == 0 ? NONE : new Inline(Digest.of(bytes), bytes);
    }

    /// The digest of the bytes; empty when there are none.
    default Optional<Digest> sha256() {
        return switch (this) {
            case None() -> Optional.empty();
            case Inline inline -> Optional.of(inline.digest());
            case Stored(Digest digest) -> Optional.of(digest);
        };
    }
}
