package io.edgeless.api.rpc;

import io.edgeless.api.rpc.wire.v2.InsightGrpc;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;

import java.util.function.Function;

/// Serves [Insight]; calls it on the threads of the gRPC server, many at a time.
public final class InsightService implements BindableService {

    private final Insight insight;

    public InsightService(Insight insight) {
        this.insight = insight;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return new Serving(InsightGrpc.SERVICE_NAME)
                .unary(
                        InsightGrpc.getReadMethod(),
                        Function.identity(),
                        request -> WireInsight.write(insight.read()),
                        Serving.invalid("Error when reading what a node does: "))
                .bind();
    }
}
