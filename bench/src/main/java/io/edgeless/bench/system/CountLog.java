package io.edgeless.bench.system;

import io.edgeless.bench.measure.BenchException;
import io.edgeless.bench.measure.Waiting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Counts that a guest casts to a `file-log` with time stamps: what the guest did, seen from
/// outside.
record CountLog(Path file) {

    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration MEASURED = Duration.ofSeconds(5);
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private record Line(OffsetDateTime at, long count) {

        static Line parse(String text) {
            String[] parts = text.split(" ", 2);
            return new Line(OffsetDateTime.parse(parts[0]), Long.parseLong(parts[1].strip()));
        }

        double secondsSince(Line earlier) {
            return ChronoUnit.NANOS.between(earlier.at, at) / 1e9;
        }
    }

    /// Waits for enough lines and tells how much the count rises in a second, without what came
    /// while the programs were warming up.
    double perSecond() {
        Waiting.until("counts in " + file, DEADLINE, this::isLongEnough);
        List<Line> lines = wholeLines().stream().map(Line::parse).toList();
        Line first = lines.getFirst();
        Line last = lines.getLast();
        Line from =
                lines.stream()
                        .filter(line -> line.secondsSince(first) >= WARM_UP.toSeconds())
                        .findFirst()
                        .orElseThrow();
        return (last.count - from.count) / last.secondsSince(from);
    }

    /// Parses two lines only: the machine has something else to do.
    private boolean isLongEnough() {
        List<String> lines = wholeLines();
        return !lines.isEmpty()
                && Line.parse(lines.getLast()).secondsSince(Line.parse(lines.getFirst()))
                        > WARM_UP.plus(MEASURED).toSeconds();
    }

    /// Whole lines only: the last one may be half written.
    private List<String> wholeLines() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            String text = Files.readString(file);
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            return whole.lines().filter(line -> !line.isBlank()).toList();
        } catch (IOException e) {
            throw new BenchException("cannot read " + file, e);
        }
    }
}
