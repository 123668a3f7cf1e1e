package io.edgeless.runtime.wasm.abi;

import io.edgeless.component.Outcome;

import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.WasmEngineException;

/// Says what a throwable at the guest's boundary means.
public final class GuestFailure {

    private GuestFailure() {}

    /// The outcome of a step that ended with this throwable.
    public static Outcome outcome(String step, Throwable failure) {
        return failure instanceof WasmInterruptedException
                ? new Outcome.Interrupted(step + " was interrupted")
                : new Outcome.Trapped(step + ": " + reason(failure));
    }

    /// One line for the owner of the function.
    public static String reason(Throwable failure) {
        return switch (failure) {
            case StackOverflowError _ -> "call stack exhausted";
            case OutOfMemoryError _ -> "the node ran out of memory";
            case WasmEngineException engine -> text(engine);
            default -> "failure of the runtime: " + failure;
        };
    }

    private static String text(WasmEngineException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.equals("Trapped on unreachable instruction")
                ? "unreachable instruction executed (a panic or an abort of the function)"
                : message;
    }
}
