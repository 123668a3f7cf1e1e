package io.edgeless.cli.node;

import java.util.ArrayList;
import java.util.List;

/// Rows of text in columns that are as wide as they must be.
final class Table {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... titles) {
        add(titles);
    }

    /// Adds a row with as many cells as there are titles.
    void add(String... cells) {
        rows.add(List.of(cells));
    }

    /// The titles first, then the rows in the order they were added.
    List<String> lines() {
        return rows.stream().map(this::line).toList();
    }

    private String line(List<String> cells) {
        var line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            line.append(cell).append(" ".repeat(width(column) - cell.length())).append(GAP);
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
