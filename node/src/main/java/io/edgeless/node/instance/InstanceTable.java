package io.edgeless.node.instance;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.InstanceDetail;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.RunningInstance;
import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.ResourceProvider;
import io.edgeless.node.agent.ComponentSpec;
import io.edgeless.node.telemetry.LogRing;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// All instances of this node. The agent's shell announces, launches and halts them, the
/// registration reads their reports. Safe for concurrent use.
public final class InstanceTable {

    private static final Logger LOGGER = LoggerFactory.getLogger(InstanceTable.class);

    /// Each has a platform thread for its last step.
    private static final int STOPS_AT_ONCE_MAX = 64;

    /// Beyond the grace of one instance: what ends in order may queue for a processor.
    private static final Duration CLOSE_ALL_EXTRA = Duration.ofSeconds(2);

    private final Launcher launcher;
    private final Services services;
    private final Map<PhysicalId, Hosted> instances = new ConcurrentHashMap<>();
    private final Semaphore stops = new Semaphore(STOPS_AT_ONCE_MAX);

    /// Nothing is launched any more; written by closeAll, read by launches.
    private volatile boolean isClosed;

    private InstanceTable(Launcher launcher, Services services) {
        this.launcher = launcher;
        this.services = services;
    }

    /// An empty table.
    public static InstanceTable of(
            List<FunctionRuntime> runtimes, List<ResourceProvider> providers, Services services) {
        return new InstanceTable(new Launcher(runtimes, providers, services), services);
    }

    /// Says that an instance is going to be launched: it is reported as starting. Does not block.
    public void announce(PhysicalId id, ComponentSpec spec) {
        instances.put(id, new Starting(new InstanceId(services.node(), id), spec));
    }

    /// Launches an instance that was announced; the reason when it cannot be. Whatever goes wrong
    /// in a runtime or provider ends here.
    ///
    /// @param again it was running when this process was started
    public Optional<Refusal> launch(PhysicalId id, ComponentSpec spec, boolean again) {
        try {
            Launch launch = new Launch(id, again, host -> admit(id, host));
            Optional<Refusal> refusal = launcher.launch(launch, spec);
            refusal.ifPresent(why -> dismiss(id));
            services.changed().run();
            return refusal;
        } catch (RuntimeException | Error e) {
            LogFields.of(id, spec).on(() -> LOGGER.error("launching failed", e));
            dismiss(id);
            return Optional.of(Refusal.of("Error when creating an instance", e.toString()));
        }
    }

    private boolean admit(PhysicalId id, Hosted host) {
        return !isClosed && instances.replace(id, host) != null && !isClosed;
    }

    private void dismiss(PhysicalId id) {
        services.metrics().refused();
        Hosted instance = instances.remove(id);
        if (instance != null) {
            close(instance);
        }
    }

    /// Stops and removes an instance; returns when it is gone.
    public void halt(PhysicalId id) {
        Hosted instance = instances.remove(id);
        if (instance == null) {
            return;
        }
        stops.acquireUninterruptibly();
        try {
            close(instance);
        } finally {
            stops.release();
        }
        services.changed().run();
    }

    private static void close(Hosted instance) {
        try {
            instance.close();
        } catch (RuntimeException | Error e) {
            instance.fields().on(() -> LOGGER.error("stopping failed", e));
        }
    }

    /// Puts channels in force; the reason when they cannot be.
    public Optional<String> patch(PhysicalId id, Patch patch) {
        Hosted instance = instances.get(id);
        if (instance == null) {
            return Optional.of("there is no instance " + id);
        }
        try {
            Optional<String> problem = instance.patch(patch);
            problem.ifPresent(why ->
                    instance.fields().on(() -> LOGGER.warn("channels not in force: {}", why)));
            return problem;
        } catch (RuntimeException | Error e) {
            instance.fields().on(() -> LOGGER.error("patching failed", e));
            return Optional.of("the resource failed: " + e);
        }
    }

    /// What runs here, in the order of the ids.
    public List<RunningInstance> running() {
        return hosted().map(Hosted::report).toList();
    }

    /// What an operator is told of what runs here, in the order of the ids.
    public List<InstanceDetail> details() {
        return hosted().map(Hosted::detail).toList();
    }

    private Stream<Hosted> hosted() {
        return instances.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue);
    }

    /// The lines of one component, wherever its instances are on this node.
    public Optional<LogRing> log(LogicalId logical) {
        return instances.values().stream()
                .map(Hosted::log)
                .filter(log -> log.logical().equals(logical))
                .findFirst();
    }

    /// Stops everything, in parallel and in bounded time: what has not ended by then is left
    /// behind.
    public void closeAll() {
        isClosed = true;
        Duration patience = services.stopGrace().plus(CLOSE_ALL_EXTRA);
        ExecutorService stoppers = Executors.newVirtualThreadPerTaskExecutor();
        instances.keySet().forEach(id -> stoppers.execute(() -> halt(id)));
        stoppers.shutdown();
        try {
            if (!stoppers.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOGGER.error(
                        "not all instances ended within {} s; they are left behind",
                        patience.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
