package io.edgeless.node.instance;

import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Event;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.spec.FunctionAnnotations;
import io.edgeless.component.Component;
import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.Limits;
import io.edgeless.component.Outcome;
import io.edgeless.component.PreparedFunction;
import io.edgeless.component.Resource;
import io.edgeless.component.ResourceHost;
import io.edgeless.component.ResourceProvider;
import io.edgeless.dataplane.Port;
import io.edgeless.dataplane.PortSettings;
import io.edgeless.node.agent.ComponentSpec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes instances out of their specifications. Safe for concurrent use; blocks while code is
/// compiled and initialised.
final class Launcher {

    /// As many requests as an ingress takes at a time, and some more.
    private static final int RESOURCE_CALLS_MAX = 2_048;

    /// A resource serves many clients at a time: an ingress waits for as many answers.
    private static final Limits RESOURCE_LIMITS = resourceLimits();

    private final Map<String, FunctionRuntime> runtimes;
    private final List<ResourceProvider> providers;
    private final Services services;
    private final Limits caps;

    Launcher(List<FunctionRuntime> runtimes, List<ResourceProvider> providers, Services services) {
        this.runtimes = new LinkedHashMap<>();
        runtimes.forEach(runtime -> this.runtimes.put(runtime.functionType(), runtime));
        this.providers = List.copyOf(providers);
        this.services = services;
        this.caps = Limits.DEFAULT;
    }

    private static Limits resourceLimits() {
        Limits limits = Limits.DEFAULT;
        return new Limits(
                limits.memoryPagesMax(),
                limits.payloadBytesMax(),
                limits.stateBytesMax(),
                limits.mailboxEventsMax(),
                limits.mailboxBytesMax(),
                limits.cpuBudget(),
                limits.wallBudget(),
                RESOURCE_CALLS_MAX,
                limits.timersMax(),
                limits.logLinesPerSecond(),
                limits.logLineBytesMax());
    }

    Launch launch(PhysicalId id, ComponentSpec spec) {
        return switch (spec) {
            case ComponentSpec.Function(FunctionSpec function) -> function(id, function);
            case ComponentSpec.Resource(ResourceSpec resource) -> resource(id, resource);
        };
    }

    private Launch function(PhysicalId id, FunctionSpec spec) {
        FunctionRuntime runtime = runtimes.get(spec.code().type());
        if (runtime == null) {
            return refused(
                    "Error when creating a function instance",
                    "Could not find runner for " + spec.code().type());
        }
        FunctionAnnotations.Parsed parsed = FunctionAnnotations.parse(spec.annotations());
        if (!parsed.problems().isEmpty()) {
            return refused("Invalid annotation", parsed.problems().getFirst().toString());
        }
        Limits limits = AnnotatedLimits.within(caps, parsed.annotations());
        return switch (runtime.prepare(spec.code(), limits)) {
            case FunctionRuntime.Preparation.Refused(Refusal refusal) ->
                    new Launch.Refused(refusal);
            case FunctionRuntime.Preparation.Ready(PreparedFunction prepared) ->
                    function(new FunctionPlan(id, spec, parsed.annotations(), limits, prepared));
        };
    }

    private Launch function(FunctionPlan plan) {
        FunctionHost host = new FunctionHost(plan, services);
        return host.launch()
                .<Launch>map(Launch.Refused::new)
                .orElseGet(() -> new Launch.Ready(host));
    }

    private Launch resource(PhysicalId id, ResourceSpec spec) {
        Optional<ResourceProvider> provider =
                providers.stream().filter(candidate -> suits(candidate, spec)).findFirst();
        if (provider.isEmpty()) {
            return refused(
                    "Error when creating a resource",
                    "Provider for class_type does not exist: " + spec.classType());
        }
        DeferredComponent component = new DeferredComponent();
        Port port =
                services.dataPlane()
                        .register(
                                id,
                                component,
                                PortSettings.resource(RESOURCE_LIMITS, spec.placement()));
        ResourceHost host =
                new ResourceHost(port.self(), spec.workflow(), port.outputs(), services.world());
        return switch (provider.get().start(spec, host)) {
            case ResourceProvider.ResourceStart.Refused(Refusal refusal) -> {
                port.close();
                yield new Launch.Refused(refusal);
            }
            case ResourceProvider.ResourceStart.Ready(Resource resource) -> {
                component.become(resource);
                port.open();
                yield new Launch.Ready(new HostedResource(spec, resource, port));
            }
        };
    }

    private static boolean suits(ResourceProvider provider, ResourceSpec spec) {
        return provider.manifest().classType().equals(spec.classType())
                && spec.providerId().map(id -> id.equals(provider.providerId())).orElse(true);
    }

    private static Launch refused(String summary, String detail) {
        return new Launch.Refused(Refusal.of(summary, detail));
    }

    /// Stands for a resource that its provider is still making: its address must exist before.
    private static final class DeferredComponent implements Component {

        /// Set once, before the port is opened for events.
        private volatile Optional<Component> target = Optional.empty();

        void become(Component component) {
            target = Optional.of(component);
        }

        @Override
        public Outcome handle(Event event) {
            return target.map(component -> component.handle(event))
                    .orElseGet(() -> new Outcome.Failed("the resource is not started yet"));
        }
    }
}
