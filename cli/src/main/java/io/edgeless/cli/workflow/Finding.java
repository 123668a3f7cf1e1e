package io.edgeless.cli.workflow;

import io.edgeless.api.spec.Problem;
import io.edgeless.cli.session.Console;

import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A problem of a workflow file, with its place in the text.
///
/// @param place line and column; empty when the file as a whole is meant
public record Finding(Path file, Optional<Place> place, Problem problem) {

    /// A place in a text, both counted from 1.
    public record Place(int line, int column) {}

    /// A problem of the file as a whole.
    static Finding of(Path file, String message) {
        return new Finding(
                file, Optional.empty(), new Problem(Problem.Severity.ERROR, "", message));
    }

    /// The problems with their places in the text they were found in.
    static List<Finding> in(Path file, byte[] json, List<Problem> problems) {
        if (problems.isEmpty()) {
            return List.of();
        }
        Set<String> pointers = problems.stream().map(Problem::place).collect(Collectors.toSet());
        JsonPlaces places = JsonPlaces.of(json, pointers);
        return problems.stream()
                .map(problem -> new Finding(file, places.find(problem.place()), problem))
                .toList();
    }

    boolean isError() {
        return problem.isError();
    }

    /// `file:line:column: severity: pointer: message`, as editors understand it.
    public String line() {
        String at = place.map(found -> ":" + found.line() + ":" + found.column()).orElse("");
        return file + at + ": " + severity() + ": " + problem;
    }

    ObjectNode json() {
        ObjectNode json = Console.object().put("severity", severity());
        place.ifPresent(found -> json.put("line", found.line()).put("column", found.column()));
        return json.put("place", problem.place()).put("message", problem.message());
    }

    /// All of them, one a line.
    public static String lines(List<Finding> findings) {
        return findings.stream().map(Finding::line).collect(Collectors.joining("\n"));
    }

    private String severity() {
        return problem.severity().name().toLowerCase(Locale.ROOT);
    }
}
