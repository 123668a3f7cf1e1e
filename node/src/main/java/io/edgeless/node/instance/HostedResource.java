package io.edgeless.node.instance;

import io.edgeless.api.model.InstanceDetail;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.RunningInstance;
import io.edgeless.component.Resource;
import io.edgeless.dataplane.Port;
import io.edgeless.node.telemetry.LogRing;

import java.util.Optional;

/// One resource on this node.
final class HostedResource implements Hosted {

    private final ResourceSpec spec;
    private final Resource resource;
    private final Port port;
    private final Services services;
    private final LogRing log;

    HostedResource(ResourceSpec spec, Resource resource, Port port, Services services) {
        this.spec = spec;
        this.resource = resource;
        this.port = port;
        this.services = services;
        this.log = new LogRing(Hosted.logical(port.self().function(), spec.placement()));
        services.metrics().appeared(port.self().function(), spec.classType());
    }

    @Override
    public RunningInstance report() {
        return new RunningInstance(
                port.self(), spec.placement(), InstanceState.RUNNING, 0, "", resource.url());
    }

    @Override
    public InstanceDetail detail() {
        return new InstanceDetail(
                report(), spec.workflow(), spec.classType(), Hosted.waiting(port));
    }

    @Override
    public Optional<String> patch(Patch patch) {
        Optional<String> problem = resource.patched(patch.outputs().keySet());
        if (problem.isEmpty()) {
            port.patch(patch.outputs(), patch.sources());
        }
        return problem;
    }

    @Override
    public LogRing log() {
        return log;
    }

    @Override
    public void close() {
        port.pause();
        try {
            resource.close();
        } finally {
            port.close();
            services.metrics().gone(port.self().function());
        }
    }
}
