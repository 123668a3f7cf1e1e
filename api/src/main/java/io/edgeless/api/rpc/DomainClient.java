package io.edgeless.api.rpc;

import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.DomainUpdate;
import io.edgeless.api.rpc.wire.DomainRegistrationGrpc;
import io.grpc.Channel;

import java.time.Duration;

/// Registers a domain with a controller. Blocks the calling thread; any number of threads may call
/// at a time.
public final class DomainClient implements Domains {

    private final Calling calling;

    /// @param channel stays the caller's to close
    /// @param deadline of every call
    public DomainClient(Channel channel, Duration deadline) {
        calling = new Calling(channel, deadline);
    }

    @Override
    public DomainAnswer update(DomainUpdate update) {
        return calling.call(
                DomainRegistrationGrpc.getUpdateDomainMethod(),
                WireDomains.write(update),
                WireDomains::read);
    }
}
