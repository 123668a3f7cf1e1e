package io.edgeless.orchestrator;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.LogLine;
import io.edgeless.api.model.LogPage;
import io.edgeless.api.model.LogQuery;
import io.edgeless.api.rpc.LogClient;
import io.edgeless.api.rpc.Logs;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.orchestrator.reconcile.OrcInput;
import io.edgeless.orchestrator.reconcile.Reply;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.loop.Desk;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;

/// Asks the nodes that run some components for the lines they logged. A node that does not answer
/// is left out: its lines come with a later query. Called by the server's threads, which it blocks.
final class LogRouter implements Logs {

    private static final Duration FIND_WAIT = Duration.ofSeconds(5);
    private static final Duration READ_DEADLINE = Duration.ofSeconds(5);

    /// With lines of 4 KiB this fills some 40 MiB of the 64 MiB that a message may have.
    private static final int LINES_MAX = 10_000;

    private static final Logger LOGGER = LoggerFactory.getLogger(LogRouter.class);

    private final Desk<OrcInput, Reply> desk;
    private final GrpcChannels channels;

    LogRouter(Desk<OrcInput, Reply> desk, GrpcChannels channels) {
        this.desk = desk;
        this.channels = channels;
    }

    @Override
    public LogPage read(LogQuery query) {
        List<Reply.Place> places =
                desk.ask(
                                ticket -> new OrcInput.Locate(ticket, query.logicals()),
                                Reply.Located.class,
                                FIND_WAIT)
                        .places();
        Map<String, List<LogicalId>> byUrl = new TreeMap<>();
        for (Reply.Place place : places) {
            byUrl.computeIfAbsent(place.agentUrl(), url -> new ArrayList<>()).add(place.logical());
        }
        int limit = Math.clamp(query.limit(), 1, LINES_MAX);
        List<LogPage> pages = new ArrayList<>();
        byUrl.forEach((url, logicals) -> read(url, query, logicals, limit).ifPresent(pages::add));
        return merge(pages, limit);
    }

    private Optional<LogPage> read(
            String url, LogQuery query, List<LogicalId> logicals, int limit) {
        Map<LogicalId, Long> after = new HashMap<>(query.after());
        after.keySet().retainAll(logicals);
        var below = new LogQuery(query.workflow(), Optional.empty(), logicals, after, limit);
        try {
            return Optional.of(new LogClient(channels.to(url), READ_DEADLINE).read(below));
        } catch (RpcException e) {
            LOGGER.debug("no log lines from {}: {}", url, e.getMessage());
            return Optional.empty();
        }
    }

    /// The oldest lines first, those of one instance in their order, so that who asks again after
    /// the last one seen misses none.
    static LogPage merge(List<LogPage> pages, int limit) {
        Map<LogicalId, Deque<LogLine>> byInstance = new TreeMap<>();
        long lost = 0;
        for (LogPage page : pages) {
            lost += page.lost();
            for (LogLine line : page.lines()) {
                byInstance.computeIfAbsent(line.logical(), id -> new ArrayDeque<>()).add(line);
            }
        }
        var heads =
                new PriorityQueue<Deque<LogLine>>(
                        Comparator.comparingLong(lines -> lines.getFirst().epochNanos()));
        heads.addAll(byInstance.values());
        List<LogLine> merged = new ArrayList<>();
        while (!heads.isEmpty() && merged.size() < limit) {
            Deque<LogLine> oldest = heads.remove();
            merged.add(oldest.removeFirst());
            if (!oldest.isEmpty()) {
                heads.add(oldest);
            }
        }
        return new LogPage(merged, lost);
    }
}
