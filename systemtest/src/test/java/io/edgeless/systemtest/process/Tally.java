package io.edgeless.systemtest.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a function `tally` has told of the events it counted.
///
/// @param program the node where it is, and its log file
/// @param file where it tells
record Tally(String name, String program, Path file) {

    /// Events between two lines.
    static final int STEP = 500;

    /// One line.
    ///
    /// @param inMemory events since the instance began
    /// @param inAll those and the ones in the state that it began with
    record Line(long inMemory, long inAll) {

        private static Line parse(String text) {
            String[] numbers = text.split(" ", 2);
            return new Line(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
        }

        /// What was in the state that the instance began with.
        long begin() {
            return inAll - inMemory;
        }
    }

    List<Line> lines() {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream().map(Line::parse).toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The events of all instances.
    long events() {
        List<Line> lines = lines();
        return lines.isEmpty() ? 0 : lines.getLast().inAll();
    }

    /// Whether every instance began where the last line of the one before it, or a later sync, left
    /// the count, and lost nothing from its memory.
    boolean isOneCount() {
        long counted = 0;
        long begin = 0;
        for (Line line : lines()) {
            boolean isNewer = line.begin() != begin;
            if (line.inAll() <= counted || (isNewer && line.begin() < counted)) {
                return false;
            }
            counted = line.inAll();
            begin = line.begin();
        }
        return true;
    }

    /// How often it began.
    long beginnings() {
        return lines().stream().mapToLong(Line::begin).distinct().count();
    }
}
