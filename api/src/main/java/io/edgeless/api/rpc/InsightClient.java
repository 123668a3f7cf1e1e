package io.edgeless.api.rpc;

import io.edgeless.api.model.NodeDetails;
import io.edgeless.api.rpc.wire.v2.InsightGrpc;
import io.edgeless.api.rpc.wire.v2.WireV2;
import io.grpc.Channel;

import java.time.Duration;

/// Asks a node about itself. Blocks the calling thread; any number of threads may call at a time.
public final class InsightClient implements Insight {

    private final Calling calling;

    /// @param channel stays the caller's to close
    /// @param deadline of every call
    public InsightClient(Channel channel, Duration deadline) {
        calling = new Calling(channel, deadline);
    }

    @Override
    public NodeDetails read() {
        return calling.call(
                InsightGrpc.getReadMethod(),
                WireV2.NodeDetailsRequest.getDefaultInstance(),
                WireInsight::read);
    }
}
