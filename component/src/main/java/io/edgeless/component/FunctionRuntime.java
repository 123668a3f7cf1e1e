package io.edgeless.component;

import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.Refusal;

/// Where guests of one function type run. Its methods may be called from any thread.
public interface FunctionRuntime extends AutoCloseable {

    /// The function type it runs, such as `RUST_WASM`; announced as a capability of the node.
    String functionType();

    /// Checks and compiles a class, once per code digest and whatever else matters to the runtime.
    /// Blocks until that is done; concurrent requests for the same code share the work.
    Preparation prepare(FunctionClass functionClass, Limits limits);

    /// Releases caches and threads; instances must have been closed before.
    @Override
    void close();

    /// The result of preparing a class.
    sealed interface Preparation {

        record Ready(PreparedFunction function) implements Preparation {}

        /// @param isTemporary the same code may be ready later: there was no time or room for it
        record Refused(Refusal refusal, boolean isTemporary) implements Preparation {}
    }
}
