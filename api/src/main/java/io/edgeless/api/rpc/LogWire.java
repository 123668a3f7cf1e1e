package io.edgeless.api.rpc;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.LogLevel;
import io.edgeless.api.model.LogLine;
import io.edgeless.api.model.LogPage;
import io.edgeless.api.model.LogQuery;
import io.edgeless.api.rpc.wire.TelemetryLogLevel;
import io.edgeless.api.rpc.wire.v2.LogRequest;
import io.edgeless.api.rpc.wire.v2.LogResponse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Translates logs. Readers throw [Malformed].
final class LogWire {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int LIMIT_DEFAULT = 1000;

    private LogWire() {}

    static LogQuery read(LogRequest wire) {
        Map<LogicalId, Long> after = new LinkedHashMap<>();
        wire.getAfterMap()
                .forEach((id, position) ->
                        after.put(IdWire.logical(id), NodeWire.clampUnsigned(position)));
        int limit = wire.getLimit();
        return new LogQuery(
                wire.getWorkflowId(),
                wire.getComponent().isEmpty() ? Optional.empty() : Optional.of(wire.getComponent()),
                wire.getLogicalIdsList().stream().map(IdWire::logical).toList(),
                after,
                limit <= 0 ? LIMIT_DEFAULT : limit);
    }

    static LogRequest write(LogQuery query) {
        LogRequest.Builder wire =
                LogRequest.newBuilder()
                        .setWorkflowId(query.workflow())
                        .setComponent(query.component().orElse(""))
                        .setLimit(query.limit());
        query.logicals().forEach(id -> wire.addLogicalIds(id.toString()));
        query.after().forEach((id, position) -> wire.putAfter(id.toString(), position));
        return wire.build();
    }

    static LogPage read(LogResponse wire) {
        return new LogPage(
                wire.getLinesList().stream().map(LogWire::read).toList(),
                NodeWire.clampUnsigned(wire.getLost()));
    }

    private static LogLine read(io.edgeless.api.rpc.wire.v2.LogLine wire) {
        return new LogLine(
                IdWire.logical(wire.getLogicalId()),
                wire.getComponent(),
                NodeWire.clampUnsigned(wire.getPosition()),
                SamplesWire.nanos(wire.getTimestampSec(), wire.getTimestampNs()),
                level(wire.getLevelValue()),
                wire.getTarget(),
                wire.getMessage());
    }

    /// A level from the future counts as an error, as in v1.2.
    private static LogLevel level(int number) {
        LogLevel[] levels = LogLevel.values();
        return number >= 0 && number < levels.length ? levels[number] : LogLevel.ERROR;
    }

    private static TelemetryLogLevel level(LogLevel level) {
        return TelemetryLogLevel.valueOf("LOG_" + level.name());
    }

    static LogResponse write(LogPage page) {
        LogResponse.Builder wire = LogResponse.newBuilder().setLost(page.lost());
        for (LogLine line : page.lines()) {
            wire.addLines(
                    io.edgeless.api.rpc.wire.v2.LogLine.newBuilder()
                            .setLogicalId(line.logical().toString())
                            .setComponent(line.component())
                            .setPosition(line.position())
                            .setTimestampSec(line.epochNanos() / NANOS_PER_SECOND)
                            .setTimestampNs((int) (line.epochNanos() % NANOS_PER_SECOND))
                            .setLevel(level(line.level()))
                            .setTarget(line.target())
                            .setMessage(line.message()));
        }
        return wire.build();
    }
}
