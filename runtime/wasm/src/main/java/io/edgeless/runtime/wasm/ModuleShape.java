package io.edgeless.runtime.wasm;

import java.util.OptionalInt;

/// What the gate learned about a module it passed.
///
/// @param lean the module without its custom sections
/// @param exports function index of each [GuestExport], by its index
/// @param start the function to run before anything else
/// @param pagesMin linear memory at the start, in 64 KiB pages
/// @param pagesMax the most the module itself asks for
/// @param instructions how many there are in all functions
record ModuleShape(
        byte[] lean,
        int[] exports,
        OptionalInt start,
        int pagesMin,
        int pagesMax,
        int instructions) {}
