package io.edgeless.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The tables of a document of the project, by the heading above them.
public record DocumentTables(List<String> lines) {

    /// Reads a document of the folder `docs` at the root of the repository.
    public static DocumentTables read(String name) {
        try {
            return new DocumentTables(Files.readAllLines(Path.of("..", "docs", name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// These columns of every row of the table below a heading.
    public List<List<String>> columns(String heading, int... columns) {
        int start = lines.indexOf("## " + heading);
        if (start < 0) {
            throw new AssertionError("no heading " + heading);
        }
        List<List<String>> rows = new ArrayList<>();
        for (String line : lines.subList(start + 1, lines.size())) {
            if (line.startsWith("## ")) {
                break;
            }
            if (line.startsWith("|")) {
                List<String> cells =
                        Arrays.stream(line.split("\\|", -1)).skip(1).map(String::strip).toList();
                rows.add(Arrays.stream(columns).mapToObj(cells::get).toList());
            }
        }
        // The names of the columns and the line below them.
        return rows.subList(2, rows.size());
    }
}
