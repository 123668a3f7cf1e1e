package io.edgeless.api.rpc;

import io.edgeless.api.rpc.wire.v2.LogRequest;
import io.edgeless.api.rpc.wire.v2.LogResponse;
import io.edgeless.api.rpc.wire.v2.LogsGrpc;
import io.grpc.stub.StreamObserver;

/// The server's end of service Logs of `edgeless.v2`.
public final class LogService extends LogsGrpc.LogsImplBase {

    private final Logs logs;

    public LogService(Logs logs) {
        this.logs = logs;
    }

    @Override
    public void read(LogRequest request, StreamObserver<LogResponse> observer) {
        Answering.answer(
                observer,
                text -> "Error when reading logs: " + text,
                () -> LogWire.write(logs.read(LogWire.read(request))));
    }
}
