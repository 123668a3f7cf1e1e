package io.edgeless.api.rpc;

import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.rpc.wire.DomainRegistrationGrpc;
import io.edgeless.api.rpc.wire.UpdateDomainRequest;
import io.edgeless.api.rpc.wire.UpdateDomainResponse;
import io.grpc.stub.StreamObserver;

/// The controller's end of service DomainRegistration.
public final class DomainService extends DomainRegistrationGrpc.DomainRegistrationImplBase {

    private final Domains domains;

    public DomainService(Domains domains) {
        this.domains = domains;
    }

    @Override
    public void updateDomain(
            UpdateDomainRequest request, StreamObserver<UpdateDomainResponse> observer) {
        Answering.answer(observer, text -> text, () -> DomainWire.write(answer(request)));
    }

    private DomainAnswer answer(UpdateDomainRequest request) {
        return request.getDomainId().isEmpty()
                ? new DomainAnswer.Refused(Refusal.of("Empty domain identifier"))
                : domains.update(DomainWire.read(request));
    }
}
