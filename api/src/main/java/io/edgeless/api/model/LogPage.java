package io.edgeless.api.model;

import java.util.List;

/// Some lines, oldest first for each instance.
///
/// @param lost lines dropped from the bounded ring before they were read
public record LogPage(List<LogLine> lines, long lost) {

    public LogPage {
        lines = List.copyOf(lines);
    }
}
