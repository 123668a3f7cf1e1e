package io.edgeless.api.rpc;

import io.edgeless.api.model.LogPage;
import io.edgeless.api.model.LogQuery;
import io.edgeless.api.rpc.wire.v2.LogsGrpc;
import io.grpc.Channel;

import java.time.Duration;

/// A client of whoever serves the lines that functions log. Safe for concurrent use; the channel is
/// the caller's.
public final class LogClient implements Logs {

    private final LogsGrpc.LogsBlockingStub stub;
    private final Duration deadline;

    /// @param deadline of every call
    public LogClient(Channel channel, Duration deadline) {
        this.stub = LogsGrpc.newBlockingStub(channel);
        this.deadline = deadline;
    }

    @Override
    public LogPage read(LogQuery query) {
        return Asking.ask(
                "reading logs",
                () -> LogWire.read(Asking.within(stub, deadline).read(LogWire.write(query))));
    }
}
