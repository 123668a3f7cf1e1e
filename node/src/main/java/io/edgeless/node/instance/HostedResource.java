package io.edgeless.node.instance;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Event;
import io.edgeless.api.model.InstanceDetail;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.LogLevel;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.RunningInstance;
import io.edgeless.component.Component;
import io.edgeless.component.Limits;
import io.edgeless.component.Outcome;
import io.edgeless.component.Resource;
import io.edgeless.component.ResourceHost;
import io.edgeless.component.ResourceProvider;
import io.edgeless.component.ResourceProvider.ResourceStart;
import io.edgeless.dataplane.Port;
import io.edgeless.dataplane.PortSettings;
import io.edgeless.node.telemetry.LogRing;
import io.edgeless.node.telemetry.LogText;
import io.edgeless.world.Timers;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// One resource on this node: the component that the data plane feeds, and the owner of what its
/// provider makes. One that ran here before the process was started and cannot be made again now (a
/// port is taken, a service of others is not up yet) is tried again with growing pauses, while its
/// events wait in the mailbox.
///
/// `handle` runs on the data plane's threads; launch, the next attempts and close on others.
/// Nothing here holds the lock while a provider or its resource is at work.
final class HostedResource implements Component, Hosted {

    private static final Logger LOGGER = LoggerFactory.getLogger(HostedResource.class);

    /// As many requests as an ingress takes at a time, and some more.
    private static final int CALLS_MAX = 2_048;

    /// A provider may quote others in its reason.
    private static final int ERROR_BYTES_MAX = 1024;

    private static final Refusal STOPPED =
            Refusal.of("Instance not started", "it was stopped while it was starting");

    private final ResourceSpec spec;
    private final ResourceProvider provider;
    private final Services services;
    private final Port port;
    private final LogRing log;
    private final Object lock = new Object();

    /// Published when it is whole: under the lock, after it was told its channels and before the
    /// port is opened for events; read without it.
    private volatile Optional<Resource> resource = Optional.empty();

    /// The outputs of the last patch, for a resource that is not published yet.
    @GuardedBy("lock")
    private Optional<Set<String>> channels = Optional.empty();

    /// Of the patch in force; 0 before. Written by the one patch at a time, read by reports.
    private volatile long digest;

    @GuardedBy("lock")
    private final Restarts restarts = new Restarts();

    @GuardedBy("lock")
    private String lastError = "";

    /// The attempt to make it that is under way, or the last one; done when none is.
    @GuardedBy("lock")
    private CompletableFuture<Boolean> attempt = CompletableFuture.completedFuture(true);

    @GuardedBy("lock")
    private Optional<Timers.Timer> nextStart = Optional.empty();

    @GuardedBy("lock")
    private boolean isClosed;

    HostedResource(PhysicalId id, ResourceSpec spec, ResourceProvider provider, Services services) {
        this.spec = spec;
        this.provider = provider;
        this.services = services;
        this.log = new LogRing(Hosted.logical(id, spec.placement()));
        this.port =
                services.dataPlane()
                        .register(
                                id,
                                this,
                                PortSettings.resource(limits(services.caps()), spec.placement()));
        services.metrics().appeared(id, spec.classType());
    }

    /// A resource serves many clients at a time: an ingress waits for as many answers.
    private static Limits limits(Limits caps) {
        return new Limits(
                caps.memoryPagesMax(),
                caps.payloadBytesMax(),
                caps.stateBytesMax(),
                caps.mailboxEventsMax(),
                caps.mailboxBytesMax(),
                caps.cpuBudget(),
                caps.wallBudget(),
                CALLS_MAX,
                caps.timersMax(),
                caps.logLinesPerSecond(),
                caps.logLineBytesMax());
    }

    // ---- starting ---------------------------------------------------------------------------

    /// Has it made for the first time in this process; the reason when that fails, after which this
    /// is closed.
    ///
    /// @param again it ran here before the process was started: a failure is followed by the next
    ///   attempt
    Optional<Refusal> launch(boolean again) {
        Optional<Refusal> refusal = attempt();
        if (refusal.isEmpty()) {
            return refusal;
        }
        if (again) {
            failed(refusal.get());
            return Optional.empty();
        }
        close();
        return refusal;
    }

    private Optional<Refusal> attempt() {
        CompletableFuture<Boolean> fresh = new CompletableFuture<>();
        synchronized (lock) {
            if (isClosed) {
                return Optional.of(STOPPED);
            }
            attempt = fresh;
        }
        try {
            return make();
        } finally {
            fresh.complete(true);
        }
    }

    /// Whatever goes wrong in a provider is a refusal.
    private Optional<Refusal> make() {
        ResourceHost host =
                new ResourceHost(port.self(), spec.workflow(), port.outputs(), services.world());
        try {
            return switch (provider.start(spec, host)) {
                case ResourceStart.Refused(Refusal refusal) -> Optional.of(refusal);
                case ResourceStart.Ready(Resource made) -> ready(made);
            };
        } catch (RuntimeException | Error e) {
            fields().on(() -> LOGGER.error("the provider failed", e));
            return Optional.of(Refusal.of("Error when creating a resource", e.toString()));
        }
    }

    /// One that is not published is nobody's, and is closed here.
    private Optional<Refusal> ready(Resource made) {
        boolean isPublished = false;
        try {
            isPublished = publish(made);
        } finally {
            if (!isPublished) {
                made.close();
            }
        }
        if (isPublished) {
            port.open();
        }
        return isPublished ? Optional.empty() : Optional.of(STOPPED);
    }

    /// Others see it only when it knows the channels of the last patch: one that comes while it is
    /// told of an older one is told after that. False: it was closed meanwhile.
    private boolean publish(Resource made) {
        Optional<Set<String>> told = Optional.empty();
        while (true) {
            synchronized (lock) {
                if (isClosed) {
                    return false;
                }
                if (channels.equals(told)) {
                    resource = Optional.of(made);
                    return true;
                }
                told = channels;
            }
            told.flatMap(made::patched)
                    .ifPresent(problem ->
                            fields().on(() -> LOGGER.warn("channels not in force: {}", problem)));
        }
    }

    private void failed(Refusal refusal) {
        String reason = LogText.clean(refusal.text(), ERROR_BYTES_MAX);
        Restarts.Verdict verdict;
        synchronized (lock) {
            if (isClosed) {
                return;
            }
            verdict = restarts.failed(services.world().clock().nanos());
            lastError = verdict.report(reason);
            nextStart =
                    Optional.of(
                            services.world()
                                    .timers()
                                    .schedule(
                                            verdict.delay(),
                                            () -> Thread.startVirtualThread(this::again)));
        }
        services.metrics().failed(port.self().function());
        log.add(services.world().clock().epochNanos(), LogLevel.ERROR, "edgeless", reason);
        fields().on(() ->
                LOGGER.warn(
                        "a resource that ran here before cannot be made again: {}; trying again in"
                                + " {} ms",
                        reason,
                        verdict.delay().toMillis()));
        services.tellChanged();
    }

    private void again() {
        Optional<Refusal> refusal = attempt();
        refusal.ifPresent(this::failed);
        if (refusal.isEmpty()) {
            services.tellChanged();
        }
    }

    // ---- running ----------------------------------------------------------------------------

    @Override
    public Outcome handle(Event event) {
        return resource.map(made -> made.handle(event))
                .orElseGet(() -> new Outcome.Failed("the resource is not started yet"));
    }

    @Override
    public int concurrentEventsMax() {
        return resource.map(Component::concurrentEventsMax).orElse(1);
    }

    @Override
    public RunningInstance report() {
        synchronized (lock) {
            return new RunningInstance(
                    port.self(),
                    spec.placement(),
                    state(),
                    restarts.count(),
                    lastError,
                    resource.map(Resource::url).orElse(""),
                    digest);
        }
    }

    @GuardedBy("lock")
    private InstanceState state() {
        if (isClosed) {
            return InstanceState.UNKNOWN;
        }
        if (resource.isPresent()) {
            return InstanceState.RUNNING;
        }
        return restarts.count() == 0 ? InstanceState.STARTING : InstanceState.BACKING_OFF;
    }

    @Override
    public InstanceDetail detail() {
        return new InstanceDetail(
                report(), spec.workflow(), spec.classType(), Hosted.waiting(port));
    }

    @Override
    public Optional<String> patch(Patch patch) {
        Optional<Resource> made;
        synchronized (lock) {
            made = resource;
            if (made.isEmpty()) {
                channels = Optional.of(patch.outputs().keySet());
            }
        }
        Optional<String> problem = made.flatMap(it -> it.patched(patch.outputs().keySet()));
        if (problem.isEmpty()) {
            port.patch(patch.outputs(), patch.sources());
            digest = patch.digest();
        }
        return problem;
    }

    @Override
    public LogRing log() {
        return log;
    }

    // ---- the end ----------------------------------------------------------------------------

    /// Waits for an attempt to make it, so that nothing of it is there afterwards, as long as the
    /// grace of the node; one that lasts longer closes what it made by itself.
    @Override
    public void close() {
        CompletableFuture<Boolean> underWay;
        synchronized (lock) {
            if (isClosed) {
                return;
            }
            isClosed = true;
            nextStart.ifPresent(Timers.Timer::cancel);
            underWay = attempt;
        }
        port.pause();
        try {
            await(underWay);
            resource.ifPresent(Resource::close);
        } finally {
            port.close();
            services.metrics().gone(port.self().function());
        }
    }

    @Override
    public LogFields fields() {
        return LogFields.of(port.self().function(), spec);
    }

    private void await(CompletableFuture<Boolean> underWay) {
        if (underWay.isDone()) {
            return;
        }
        CompletableFuture<Boolean> over = underWay.copy();
        Timers.Timer patience =
                services.world()
                        .timers()
                        .schedule(services.stopGrace(), () -> over.complete(false));
        try {
            if (!over.get()) {
                fields().on(() ->
                        LOGGER.error(
                                "the provider still makes a resource that was stopped; it is"
                                        + " closed as soon as it is made"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("is only ever completed with a value", e);
        } finally {
            patience.cancel();
        }
    }
}
