package io.edgeless.node;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.LogLine;
import io.edgeless.api.model.LogPage;
import io.edgeless.api.model.LogQuery;
import io.edgeless.api.rpc.Logs;
import io.edgeless.node.instance.InstanceTable;
import io.edgeless.node.telemetry.LogRing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the lines of the functions on this node.
final class NodeLogs implements Logs {

    private static final int LINES_MAX = 1000;

    private final InstanceTable instances;

    NodeLogs(InstanceTable instances) {
        this.instances = instances;
    }

    @Override
    public LogPage read(LogQuery query) {
        List<LogLine> lines = new ArrayList<>();
        long lost = 0;
        int limit = Math.clamp(query.limit(), 1, LINES_MAX);
        for (LogicalId logical : query.logicals()) {
            Optional<LogRing> ring = instances.log(logical);
            if (ring.isPresent() && lines.size() < limit) {
                long after = query.after().getOrDefault(logical, 0L);
                LogPage page = ring.get().after(after, limit - lines.size());
                lines.addAll(page.lines());
                lost += page.lost();
            }
        }
        return new LogPage(lines, lost);
    }
}
