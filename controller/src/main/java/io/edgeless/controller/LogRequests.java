package io.edgeless.controller;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.LogLine;
import io.edgeless.api.model.LogPage;
import io.edgeless.api.model.LogQuery;
import io.edgeless.api.rpc.LogClient;
import io.edgeless.api.rpc.Logs;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.RpcException.Code;
import io.edgeless.controller.reconcile.ControllerInput;
import io.edgeless.controller.reconcile.Reply;
import io.edgeless.controller.reconcile.Reply.Place;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.loop.Desk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Finds the components of a workflow and asks their orchestrators for the lines they logged. Safe
/// for concurrent use.
final class LogRequests implements Logs {

    private static final Duration FIND_WAIT = Duration.ofSeconds(10);
    private static final Duration READ_DEADLINE = Duration.ofSeconds(10);

    /// With lines of 4 KiB this fills some 40 MiB of the 64 MiB that a message may have.
    private static final int LINES_MAX = 10_000;

    private final Desk<ControllerInput, Reply> desk;
    private final GrpcChannels channels;

    LogRequests(Desk<ControllerInput, Reply> desk, GrpcChannels channels) {
        this.desk = desk;
        this.channels = channels;
    }

    @Override
    public LogPage read(LogQuery query) {
        List<Place> places = places(query);
        Map<LogicalId, String> names = new HashMap<>();
        Map<String, List<LogicalId>> byUrl = new TreeMap<>();
        for (Place place : places) {
            names.put(place.logical(), place.component());
            byUrl.computeIfAbsent(place.url(), url -> new ArrayList<>()).add(place.logical());
        }
        int limit = Math.clamp(query.limit(), 1, LINES_MAX);
        List<LogLine> lines = new ArrayList<>();
        long lost = 0;
        for (Map.Entry<String, List<LogicalId>> asked : byUrl.entrySet()) {
            LogPage page = read(asked.getKey(), query, asked.getValue(), limit);
            page.lines().forEach(line -> lines.add(named(line, names)));
            lost += page.lost();
        }
        lines.sort(Comparator.comparingLong(LogLine::epochNanos));
        return new LogPage(lines.subList(0, Math.min(limit, lines.size())), lost);
    }

    private List<Place> places(LogQuery query) {
        Optional<List<Place>> places =
                WorkflowId.parse(query.workflow())
                        .flatMap(id ->
                                desk.ask(
                                                ticket ->
                                                        new ControllerInput.Locate(
                                                                ticket, id, query.component()),
                                                Reply.Located.class,
                                                FIND_WAIT)
                                        .places());
        if (places.isEmpty()) {
            throw new RpcException(
                    Code.NOT_FOUND, "there is no workflow '%s'".formatted(query.workflow()));
        }
        if (places.get().isEmpty() && query.component().isPresent()) {
            throw new RpcException(
                    Code.NOT_FOUND,
                    "workflow %s has no component '%s' that runs in a reachable domain"
                            .formatted(query.workflow(), query.component().get()));
        }
        return places.get();
    }

    private LogPage read(String url, LogQuery query, List<LogicalId> logicals, int limit) {
        Map<LogicalId, Long> after = new HashMap<>(query.after());
        after.keySet().retainAll(logicals);
        var below = new LogQuery(query.workflow(), Optional.empty(), logicals, after, limit);
        return new LogClient(channels.to(url), READ_DEADLINE).read(below);
    }

    private static LogLine named(LogLine line, Map<LogicalId, String> names) {
        return new LogLine(
                line.logical(),
                names.getOrDefault(line.logical(), ""),
                line.position(),
                line.epochNanos(),
                line.level(),
                line.target(),
                line.message());
    }
}
