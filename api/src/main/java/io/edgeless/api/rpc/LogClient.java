package io.edgeless.api.rpc;

import io.edgeless.api.model.LogPage;
import io.edgeless.api.model.LogQuery;
import io.edgeless.api.rpc.wire.v2.LogsGrpc;
import io.grpc.Channel;

import java.time.Duration;

/// Reads what functions log. Blocks the calling thread; any number of threads may call at a time.
public final class LogClient implements Logs {

    private final Calling calling;

    /// @param channel stays the caller's to close
    /// @param deadline of every call
    public LogClient(Channel channel, Duration deadline) {
        calling = new Calling(channel, deadline);
    }

    @Override
    public LogPage read(LogQuery query) {
        return calling.call(LogsGrpc.getReadMethod(), WireLogs.write(query), WireLogs::read);
    }
}
