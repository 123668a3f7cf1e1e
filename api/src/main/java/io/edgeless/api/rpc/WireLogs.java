package io.edgeless.api.rpc;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.LogLevel;
import io.edgeless.api.model.LogLine;
import io.edgeless.api.model.LogPage;
import io.edgeless.api.model.LogQuery;
import io.edgeless.api.rpc.wire.Wire;
import io.edgeless.api.rpc.wire.v2.WireV2;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Lines of functions between wire and model.
final class WireLogs {

    private static final int LINES_DEFAULT = 1_000;

    /// At 4 KiB a line (the limit of a log line) an answer stays below the 64 MiB of a message.
    private static final int LINES_MAX = 10_000;

    private WireLogs() {}

    static LogQuery read(WireV2.LogRequest request) {
        Map<LogicalId, Long> after = new LinkedHashMap<>();
        request.getAfterMap()
                .forEach((id, position) ->
                        after.put(
                                WireIds.logical("after", id), WireNumbers.count((long) position)));
        String component = request.getComponent();
        int limit = WireNumbers.count(request.getLimit());
        return new LogQuery(
                request.getWorkflowId(),
                component.isEmpty() ? Optional.empty() : Optional.of(component),
                request.getLogicalIdsList().stream()
                        .map(id -> WireIds.logical("logical_ids", id))
                        .toList(),
                after,
                limit == 0 ? LINES_DEFAULT : Math.min(limit, LINES_MAX));
    }

    static WireV2.LogRequest write(LogQuery query) {
        var request =
                WireV2.LogRequest.newBuilder()
                        .setWorkflowId(query.workflow())
                        .setComponent(query.component().orElse(""))
                        .addAllLogicalIds(
                                query.logicals().stream().map(LogicalId::toString).toList())
                        .setLimit(query.limit());
        query.after().forEach((id, position) -> request.putAfter(id.toString(), position));
        return request.build();
    }

    static LogPage read(WireV2.LogResponse response) {
        return new LogPage(
                response.getLinesList().stream().map(WireLogs::read).toList(),
                WireNumbers.count(response.getLost()));
    }

    static WireV2.LogResponse write(LogPage page) {
        return WireV2.LogResponse.newBuilder()
                .addAllLines(page.lines().stream().map(WireLogs::write).toList())
                .setLost(page.lost())
                .build();
    }

    private static LogLine read(WireV2.LogLine line) {
        return new LogLine(
                WireIds.logical("lines.logical_id", line.getLogicalId()),
                line.getComponent(),
                WireNumbers.count(line.getPosition()),
                WireNumbers.epochNanos(line.getTimestampSec(), line.getTimestampNs()),
                read(line.getLevel()),
                line.getTarget(),
                line.getMessage());
    }

    private static WireV2.LogLine write(LogLine line) {
        return WireV2.LogLine.newBuilder()
                .setLogicalId(line.logical().toString())
                .setComponent(line.component())
                .setPosition(line.position())
                .setTimestampSec(WireNumbers.secsOf(line.epochNanos()))
                .setTimestampNs(WireNumbers.nanosOf(line.epochNanos()))
                .setLevel(write(line.level()))
                .setTarget(line.target())
                .setMessage(line.message())
                .build();
    }

    /// A level of a later version is shown as information.
    private static LogLevel read(Wire.TelemetryLogLevel level) {
        return switch (level) {
            case LOG_ERROR -> LogLevel.ERROR;
            case LOG_WARN -> LogLevel.WARN;
            case LOG_INFO, UNRECOGNIZED -> LogLevel.INFO;
            case LOG_DEBUG -> LogLevel.DEBUG;
            case LOG_TRACE -> LogLevel.TRACE;
        };
    }

    private static Wire.TelemetryLogLevel write(LogLevel level) {
        return switch (level) {
            case ERROR -> Wire.TelemetryLogLevel.LOG_ERROR;
            case WARN -> Wire.TelemetryLogLevel.LOG_WARN;
            case INFO -> Wire.TelemetryLogLevel.LOG_INFO;
            case DEBUG -> Wire.TelemetryLogLevel.LOG_DEBUG;
            case TRACE -> Wire.TelemetryLogLevel.LOG_TRACE;
        };
    }
}
