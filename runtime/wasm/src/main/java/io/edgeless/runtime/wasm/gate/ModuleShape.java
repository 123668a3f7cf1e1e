package io.edgeless.runtime.wasm.gate;

import java.util.OptionalInt;

/// What the gate learned about a module it passed.
///
/// @param lean the module without its custom sections
/// @param exports function index of each `GuestExport`, by its index
/// @param start the function to run before anything else
/// @param pagesMin linear memory at the start, in 64 KiB pages
/// @param pagesMax the most the module itself asks for
/// @param replyFreer the function that frees a reply too early, see `ReplyRepair`
/// @param heldBlock the first of the globals that the repair added
public record ModuleShape(
        byte[] lean,
        int[] exports,
        OptionalInt start,
        int pagesMin,
        int pagesMax,
        OptionalInt replyFreer,
        OptionalInt heldBlock) {

    /// The same module with repaired replies.
    public ModuleShape repaired(byte[] repaired, int firstGlobal) {
        return new ModuleShape(
                repaired,
                exports,
                start,
                pagesMin,
                pagesMax,
                OptionalInt.empty(),
                OptionalInt.of(firstGlobal));
    }
}
