package io.edgeless.api.model;

import java.util.List;
import java.util.Optional;

/// Code with its id and version.
///
/// @param type the runtime it is for, such as `RUST_WASM`
/// @param code path text or locator; kept as the user wrote it
/// @param outputs declared channels
public record FunctionClass(
        String id,
        String type,
        String version,
        Optional<String> code,
        Binary binary,
        List<String> outputs) {

    public FunctionClass {
        outputs = List.copyOf(outputs);
    }

    /// The same class with its bytes elsewhere.
    public FunctionClass withBinary(Binary other) {
        return new FunctionClass(id, type, version, code, other, outputs);
    }
}
