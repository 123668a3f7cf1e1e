package io.edgeless.api.rpc;

import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.DomainUpdate;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.rpc.wire.DomainRegistrationGrpc;
import io.edgeless.api.rpc.wire.Wire;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;

import java.util.Optional;

/// Serves [Domains] to orchestrators; calls it on the threads of the gRPC server, many at a time.
public final class DomainService implements BindableService {

    private final Domains domains;

    public DomainService(Domains domains) {
        this.domains = domains;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return new Serving(DomainRegistrationGrpc.SERVICE_NAME)
                .unary(
                        DomainRegistrationGrpc.getUpdateDomainMethod(),
                        DomainService::named,
                        update -> WireDomains.write(answer(update)),
                        problem ->
                                WireDomains.write(refused("Invalid domain registration", problem)))
                .bind();
    }

    private DomainAnswer answer(Optional<DomainUpdate> update) {
        return update.map(domains::update)
                .orElseGet(() -> new DomainAnswer.Refused(Refusal.of("Empty domain identifier")));
    }

    private static Optional<DomainUpdate> named(Wire.UpdateDomainRequest request) {
        return request.getDomainId().isEmpty()
                ? Optional.empty()
                : Optional.of(WireDomains.read(request));
    }

    private static DomainAnswer refused(String summary, String problem) {
        return new DomainAnswer.Refused(Refusal.of(summary, problem));
    }
}
