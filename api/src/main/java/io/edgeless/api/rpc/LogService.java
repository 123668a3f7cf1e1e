package io.edgeless.api.rpc;

import io.edgeless.api.rpc.wire.v2.LogsGrpc;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;

/// Serves [Logs]; calls it on the threads of the gRPC server, many at a time.
public final class LogService implements BindableService {

    private final Logs logs;

    public LogService(Logs logs) {
        this.logs = logs;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return new Serving(LogsGrpc.SERVICE_NAME)
                .unary(
                        LogsGrpc.getReadMethod(),
                        WireLogs::read,
                        query -> WireLogs.write(logs.read(query)),
                        Serving.invalid("Error when reading logs: "))
                .bind();
    }
}
