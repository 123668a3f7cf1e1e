package io.edgeless.api.rpc;

import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.DomainUpdate;

/// What a controller offers its orchestrators (service DomainRegistration).
public interface Domains {

    DomainAnswer update(DomainUpdate update);
}
