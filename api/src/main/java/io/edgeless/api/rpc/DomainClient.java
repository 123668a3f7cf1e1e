package io.edgeless.api.rpc;

import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.DomainUpdate;
import io.edgeless.api.rpc.wire.DomainRegistrationGrpc;
import io.grpc.Channel;

import java.time.Duration;

/// An orchestrator's client of its controller. Safe for concurrent use; the channel is the
/// caller's.
public final class DomainClient implements Domains {

    private final DomainRegistrationGrpc.DomainRegistrationBlockingStub stub;
    private final Duration deadline;

    /// @param deadline of every call
    public DomainClient(Channel channel, Duration deadline) {
        this.stub = DomainRegistrationGrpc.newBlockingStub(channel);
        this.deadline = deadline;
    }

    @Override
    public DomainAnswer update(DomainUpdate update) {
        return Asking.ask(
                "registering the domain",
                () ->
                        DomainWire.read(
                                Asking.within(stub, deadline)
                                        .updateDomain(DomainWire.write(update))));
    }
}
