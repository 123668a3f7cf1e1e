package io.edgeless.bench.measure;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Locale;

/// The figures of one run, as a table for people and as JSON for programs.
///
/// @param failures what could not be measured, and why
public record Report(Machine machine, List<Figure> figures, List<String> failures) {

    private static final String ROW = "%-52s %14s %-9s %s%n";

    public Report {
        figures = List.copyOf(figures);
        failures = List.copyOf(failures);
    }

    /// One line for each figure, the machine above.
    public String table() {
        var text = new StringBuilder();
        text.append(machine).append(System.lineSeparator());
        text.append(ROW.formatted("what", "value", "unit", "compared with"));
        figures.forEach(figure -> text.append(row(figure)));
        failures.forEach(failure ->
                text.append("not measured: ").append(failure).append(System.lineSeparator()));
        return text.toString();
    }

    private static String row(Figure figure) {
        String compared =
                figure.baseline()
                        .map(other ->
                                "%s %s (%s times)"
                                        .formatted(
                                                other.what(),
                                                number(other.value()),
                                                number(figure.value() / other.value())))
                        .orElse("");
        return ROW.formatted(figure.name(), number(figure.value()), figure.unit(), compared);
    }

    private static String number(double value) {
        if (value >= 1000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(
                Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    /// One document in one line.
    public String json() {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.putPOJO("machine", machine);
        ArrayNode rows = document.putArray("figures");
        figures.forEach(figure -> {
            ObjectNode row =
                    rows.addObject()
                            .put("name", figure.name())
                            .put("value", figure.value())
                            .put("unit", figure.unit());
            figure.baseline()
                    .ifPresent(other ->
                            row.putObject("baseline")
                                    .put("what", other.what())
                                    .put("value", other.value()));
        });
        ArrayNode missing = document.putArray("failures");
        failures.forEach(missing::add);
        return JsonMapper.shared().writeValueAsString(document);
    }
}
