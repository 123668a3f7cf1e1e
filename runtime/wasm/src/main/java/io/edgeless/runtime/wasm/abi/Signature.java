package io.edgeless.runtime.wasm.abi;

import com.google.errorprone.annotations.Immutable;

import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.ValType;

import java.util.List;

/// A function type as text: one letter for each parameter, a colon, one for each result. The
/// letters are `i` (i32), `l` (i64), `f` (f32), `d` (f64) and `r` (a reference).
@Immutable
public record Signature(String letters) {

    /// For messages: `(i32, i64) -> i32`.
    public String text() {
        return "(" + names(parameters()) + ") -> (" + names(results()) + ")";
    }

    public int parameterCount() {
        return letters.indexOf(':');
    }

    private String parameters() {
        return letters.substring(0, letters.indexOf(':'));
    }

    private String results() {
        return letters.substring(letters.indexOf(':') + 1);
    }

    /// The engine's form; only for signatures of the ABI, which have no references.
    public FunctionType toEngine() {
        return FunctionType.of(engineTypes(parameters()), engineTypes(results()));
    }

    private static List<ValType> engineTypes(String letters) {
        return letters.chars().mapToObj(c -> c == 'l' ? ValType.I64 : ValType.I32).toList();
    }

    private static String names(String letters) {
        return String.join(", ", letters.chars().mapToObj(Signature::name).toList());
    }

    private static String name(int letter) {
        return switch (letter) {
            case 'i' -> "i32";
            case 'l' -> "i64";
            case 'f' -> "f32";
            case 'd' -> "f64";
            default -> "reference";
        };
    }
}
