package io.edgeless.bench.measure;

import java.util.Optional;

/// One measured value.
///
/// @param baseline what it is to be compared with; empty when there is nothing
public record Figure(String name, double value, String unit, Optional<Baseline> baseline) {

    /// @param what was measured instead, in the same unit
    public record Baseline(String what, double value) {}

    /// A value beside nothing.
    public static Figure of(String name, double value, String unit) {
        return new Figure(name, value, unit, Optional.empty());
    }

    /// The same value beside that of something else.
    public Figure beside(String what, double other) {
        return new Figure(name, value, unit, Optional.of(new Baseline(what, other)));
    }
}
