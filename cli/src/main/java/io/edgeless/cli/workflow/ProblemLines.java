package io.edgeless.cli.workflow;

import io.edgeless.api.spec.Problem;
import io.edgeless.cli.Console;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Problems of a workflow file as people and programs see them.
final class ProblemLines {

    private ProblemLines() {}

    /// `file:pointer: severity: message`, as editors understand it.
    static String line(Path file, Problem problem) {
        String place = problem.place().isEmpty() ? "" : ":" + problem.place();
        return file + place + ": " + severity(problem) + ": " + problem.message();
    }

    static ObjectNode json(Path file, boolean isValid, List<Problem> problems) {
        ObjectNode result = Console.object().put("file", file.toString()).put("valid", isValid);
        ArrayNode list = result.putArray("problems");
        for (Problem problem : problems) {
            list.addObject()
                    .put("severity", severity(problem))
                    .put("place", problem.place())
                    .put("message", problem.message());
        }
        return result;
    }

    private static String severity(Problem problem) {
        return problem.severity().name().toLowerCase(Locale.ROOT);
    }
}
