package io.edgeless.node.instance;

import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.spec.FunctionAnnotations;
import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.FunctionRuntime.Preparation;
import io.edgeless.component.Limits;
import io.edgeless.component.PreparedFunction;
import io.edgeless.component.ResourceProvider;
import io.edgeless.node.agent.ComponentSpec;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes instances out of their specifications. Safe for concurrent use; blocks while code is
/// compiled and initialised.
final class Launcher {

    private static final Logger LOGGER = LoggerFactory.getLogger(Launcher.class);

    private static final Refusal NOT_WANTED =
            Refusal.of("Instance not started", "it was stopped while it was starting");

    private final Map<String, FunctionRuntime> runtimes;
    private final List<ResourceProvider> providers;
    private final Services services;

    Launcher(List<FunctionRuntime> runtimes, List<ResourceProvider> providers, Services services) {
        this.runtimes = new LinkedHashMap<>();
        runtimes.forEach(runtime -> this.runtimes.put(runtime.functionType(), runtime));
        this.providers = List.copyOf(providers);
        this.services = services;
    }

    /// Returns when the instance handles events, or with the reason why it does not.
    Optional<Refusal> launch(Launch launch, ComponentSpec spec) {
        return switch (spec) {
            case ComponentSpec.Function(FunctionSpec function) -> function(launch, function);
            case ComponentSpec.Resource(ResourceSpec resource) -> resource(launch, resource);
        };
    }

    // ---- functions --------------------------------------------------------------------------

    private Optional<Refusal> function(Launch launch, FunctionSpec spec) {
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
        Limits limits = AnnotatedLimits.within(services.caps(), parsed.annotations());
        return switch (prepare(runtime, spec, limits)) {
            case Preparation.Refused(Refusal refusal, boolean isTemporary)
                    when launch.again() && isTemporary -> {
                PreparedFunction late =
                        new LatePreparation(refusal, () -> prepare(runtime, spec, limits));
                yield function(
                        launch,
                        new FunctionPlan(launch.id(), spec, parsed.annotations(), limits, late));
            }
            case Preparation.Refused(Refusal refusal, _) -> Optional.of(refusal);
            case Preparation.Ready(PreparedFunction prepared) ->
                    function(
                            launch,
                            new FunctionPlan(
                                    launch.id(), spec, parsed.annotations(), limits, prepared));
        };
    }

    /// A fault in a runtime need not come again.
    private static Preparation prepare(FunctionRuntime runtime, FunctionSpec spec, Limits limits) {
        try {
            return runtime.prepare(spec.code(), limits);
        } catch (RuntimeException | Error e) {
            LOGGER.error("the runtime of {} failed", spec.code().type(), e);
            return new Preparation.Refused(
                    Refusal.of("Error when creating an instance", e.toString()), true);
        }
    }

    private Optional<Refusal> function(Launch launch, FunctionPlan plan) {
        FunctionHost host = new FunctionHost(plan, services);
        if (!launch.admission().test(host)) {
            host.close();
            return Optional.of(NOT_WANTED);
        }
        return host.launch(launch.again());
    }

    // ---- resources --------------------------------------------------------------------------

    private Optional<Refusal> resource(Launch launch, ResourceSpec spec) {
        Optional<ResourceProvider> provider =
                providers.stream().filter(candidate -> suits(candidate, spec)).findFirst();
        if (provider.isEmpty()) {
            return refused(
                    "Error when creating a resource",
                    "Provider for class_type does not exist: " + spec.classType());
        }
        HostedResource host = new HostedResource(launch.id(), spec, provider.get(), services);
        if (!launch.admission().test(host)) {
            host.close();
            return Optional.of(NOT_WANTED);
        }
        return host.launch(launch.again());
    }

    private static boolean suits(ResourceProvider provider, ResourceSpec spec) {
        return provider.manifest().classType().equals(spec.classType())
                && spec.providerId().map(id -> id.equals(provider.providerId())).orElse(true);
    }

    private static Optional<Refusal> refused(String summary, String detail) {
        return Optional.of(Refusal.of(summary, detail));
    }
}
