package io.edgeless.node.instance;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.RunningInstance;
import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.ResourceProvider;
import io.edgeless.node.agent.ComponentSpec;
import io.edgeless.node.telemetry.LogRing;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// All instances of this node. The agent's shell launches and halts them, the registration reads
/// their reports. Safe for concurrent use.
public final class InstanceTable {

    private static final Logger LOGGER = LoggerFactory.getLogger(InstanceTable.class);

    private final Launcher launcher;
    private final Map<PhysicalId, Hosted> instances = new ConcurrentHashMap<>();

    /// Is told when the reports change.
    private final Runnable changed;

    private InstanceTable(Launcher launcher, Runnable changed) {
        this.launcher = launcher;
        this.changed = changed;
    }

    /// An empty table.
    ///
    /// @param changed is told when the reports change
    public static InstanceTable of(
            List<FunctionRuntime> runtimes,
            List<ResourceProvider> providers,
            Services services,
            Runnable changed) {
        return new InstanceTable(new Launcher(runtimes, providers, services), changed);
    }

    /// Launches an instance; the reason when it cannot be. Whatever goes wrong in a runtime or
    /// provider ends here.
    public Optional<Refusal> launch(PhysicalId id, ComponentSpec spec) {
        try {
            return switch (launcher.launch(id, spec)) {
                case Launch.Refused(Refusal refusal) -> Optional.of(refusal);
                case Launch.Ready(Hosted instance) -> {
                    instances.put(id, instance);
                    changed.run();
                    yield Optional.empty();
                }
            };
        } catch (RuntimeException | Error e) {
            LOGGER.error("launching instance {} failed", id, e);
            return Optional.of(Refusal.of("Error when creating an instance", e.toString()));
        }
    }

    /// Stops and removes an instance; returns when it is gone.
    public void halt(PhysicalId id) {
        Hosted instance = instances.remove(id);
        if (instance == null) {
            return;
        }
        try {
            instance.close();
        } catch (RuntimeException | Error e) {
            LOGGER.error("stopping instance {} failed", id, e);
        }
        changed.run();
    }

    /// Puts channels in force; the reason when they cannot be.
    public Optional<String> patch(PhysicalId id, Patch patch) {
        Hosted instance = instances.get(id);
        return instance == null ? Optional.empty() : instance.patch(patch);
    }

    /// What runs here, in the order of the ids.
    public List<RunningInstance> running() {
        return instances.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getValue().report())
                .toList();
    }

    /// The lines of one component, wherever its instances are on this node.
    public Optional<LogRing> log(LogicalId logical) {
        return instances.values().stream()
                .map(Hosted::log)
                .filter(log -> log.logical().equals(logical))
                .findFirst();
    }

    /// Stops everything, in parallel.
    public void closeAll() {
        try (ExecutorService stoppers = Executors.newVirtualThreadPerTaskExecutor()) {
            instances.keySet().forEach(id -> stoppers.execute(() -> halt(id)));
        }
    }
}
