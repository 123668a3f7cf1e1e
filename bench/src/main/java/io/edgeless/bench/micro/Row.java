package io.edgeless.bench.micro;

import io.edgeless.bench.measure.Figure;

import java.util.Map;
import java.util.Optional;

/// A line of the table.
///
/// @param benchmark class and method
/// @param unit of the benchmark's score
/// @param baselineName what the baseline does
/// @param baseline the benchmark of the JDK that it stands beside
record Row(String name, String benchmark, String unit, String baselineName, String baseline) {

    private static final String RATE = "/s";
    private static final double MICROS_PER_SECOND = 1e6;

    /// One that is shown as events in a second; both scores are in us.
    static Row rate(String name, String benchmark, String baselineName, String baseline) {
        return new Row(name, benchmark, RATE, baselineName, baseline);
    }

    /// Empty when it was not measured.
    ///
    /// @param scores by benchmark
    Optional<Figure> figure(Map<String, Double> scores) {
        Double score = scores.get(benchmark);
        if (score == null) {
            return Optional.empty();
        }
        Figure alone = Figure.of(name, value(score), unit);
        Double other = scores.get(baseline);
        return Optional.of(other == null ? alone : alone.beside(baselineName, value(other)));
    }

    private double value(double score) {
        return unit.equals(RATE) ? MICROS_PER_SECOND / score : score;
    }
}
