package io.edgeless.cli.logs;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.LogLine;
import io.edgeless.api.model.LogPage;
import io.edgeless.api.model.LogQuery;
import io.edgeless.api.rpc.Logs;
import io.edgeless.cli.session.Console;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the lines of one workflow, each once. Belongs to one thread.
public final class LogReading {

    /// Lines of one answer: as many as a server gives by default.
    private static final int PAGE_LINES = 1_000;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Logs logs;
    private final String workflow;
    private final Optional<String> component;
    private final Map<LogicalId, Long> after = new HashMap<>();

    /// @param workflow text of its id
    /// @param component one by its name; empty for all
    public LogReading(Logs logs, String workflow, Optional<String> component) {
        this.logs = logs;
        this.workflow = workflow;
        this.component = component;
    }

    /// Prints the next lines; false when there were none.
    public boolean read(Console console) {
        LogPage page = logs.read(new LogQuery(workflow, component, List.of(), after, PAGE_LINES));
        if (page.lost() > 0) {
            console.note(page.lost() + " lines were dropped before they were read");
        }
        boolean isNew = false;
        for (LogLine line : page.lines()) {
            Long last = after.get(line.logical());
            if (last == null || line.position() > last) {
                after.put(line.logical(), line.position());
                print(console, line);
                isNew = true;
            }
        }
        return isNew;
    }

    private static void print(Console console, LogLine line) {
        Instant time =
                Instant.ofEpochSecond(
                        Math.floorDiv(line.epochNanos(), NANOS_PER_SECOND),
                        Math.floorMod(line.epochNanos(), NANOS_PER_SECOND));
        if (console.isJson()) {
            console.json(
                    Console.object()
                            .put("time", time.toString())
                            .put("level", line.level().name())
                            .put("component", line.component())
                            .put("logical_id", line.logical().toString())
                            .put("position", line.position())
                            .put("target", line.target())
                            .put("message", line.message()));
        } else {
            String target = line.target().isEmpty() ? "" : " " + line.target();
            console.line(
                    "%s %s %s%s: %s"
                            .formatted(
                                    time, line.level(), line.component(), target, line.message()));
        }
    }
}
