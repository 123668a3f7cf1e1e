package io.edgeless.node.instance;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventKind;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.LogLevel;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.RunningInstance;
import io.edgeless.api.model.StatePolicy;
import io.edgeless.api.spec.FunctionAnnotations;
import io.edgeless.component.Component;
import io.edgeless.component.FunctionInstance;
import io.edgeless.component.Outcome;
import io.edgeless.component.PreparedFunction;
import io.edgeless.dataplane.Port;
import io.edgeless.dataplane.PortSettings;
import io.edgeless.node.state.StateStore;
import io.edgeless.node.telemetry.LogRing;
import io.edgeless.world.Timers;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// One function on this node: the component that the data plane feeds, and the owner of the guest.
/// A guest that traps or is interrupted is discarded and, by its restart policy, started again from
/// its last synced state, while its events wait in the mailbox.
///
/// `handle` runs on the data plane's threads, one event at a time; launch, restart and close on
/// others, serialised by this object's lock.
final class FunctionHost implements Component, Hosted {

    private static final Logger LOGGER = LoggerFactory.getLogger(FunctionHost.class);

    private final FunctionPlan plan;
    private final Services services;
    private final LogRing log;
    private final Port port;
    private final GuestApi api;

    /// The guest that handles events; written under the lock, read by the data plane's thread.
    private volatile Optional<FunctionInstance> guest = Optional.empty();

    /// Written under the lock, read by whoever asks for a report.
    private volatile InstanceState state = InstanceState.STARTING;

    /// Written by the thread that sees a failure, read by whoever asks for a report.
    private volatile String lastError = "";

    /// Written under the lock, read by whoever asks for a report.
    private volatile int restartCount;

    @GuardedBy("this")
    private final Restarts restarts = new Restarts();

    @GuardedBy("this")
    private Optional<Timers.Timer> pendingRestart = Optional.empty();

    @GuardedBy("this")
    private boolean closed;

    FunctionHost(FunctionPlan plan, Services services) {
        this.plan = plan;
        this.services = services;
        this.log = new LogRing(logical(plan));
        this.port =
                services.dataPlane()
                        .register(
                                plan.id(),
                                this,
                                PortSettings.function(
                                        plan.limits(),
                                        this::interruptGuest,
                                        plan.spec().placement()));
        this.api = new GuestApi(plan, port, services, log);
    }

    private static LogicalId logical(FunctionPlan plan) {
        return plan.spec()
                .placement()
                .map(Placement::logical)
                .orElse(new LogicalId(plan.id().value()));
    }

    private void interruptGuest() {
        guest.ifPresent(FunctionInstance::interrupt);
    }

    /// Instantiates and initialises for the first time; the reason when that fails, after which the
    /// host is closed.
    synchronized Optional<Refusal> launch() {
        Optional<Refusal> refusal = revive();
        if (refusal.isPresent()) {
            close();
        } else {
            port.open();
        }
        return refusal;
    }

    /// Makes a guest, with the last synced state, ready for events.
    @GuardedBy("this")
    private Optional<Refusal> revive() {
        Optional<byte[]> saved;
        switch (load()) {
            case StateStore.Result.Loaded(byte[] bytes) -> saved = Optional.of(bytes);
            case StateStore.Result.Failed(String reason) -> {
                return Optional.of(Refusal.of("Could not load the function's state", reason));
            }
            case StateStore.Result.Absent _, StateStore.Result.Saved _ -> saved = Optional.empty();
        }
        long startNanos = services.world().clock().nanos();
        return switch (plan.prepared().instantiate(api)) {
            case PreparedFunction.Instantiation.Refused(Refusal refusal) -> Optional.of(refusal);
            case PreparedFunction.Instantiation.Ready(FunctionInstance fresh) -> {
                guest = Optional.of(fresh);
                long readyNanos = services.world().clock().nanos();
                services.samples().instantiated(plan.id(), readyNanos - startNanos);
                Outcome outcome = port.run(() -> fresh.init(initPayload(), saved));
                services.samples()
                        .initialised(plan.id(), services.world().clock().nanos() - readyNanos);
                yield initialised(fresh, outcome);
            }
        };
    }

    @GuardedBy("this")
    private Optional<Refusal> initialised(FunctionInstance fresh, Outcome outcome) {
        Optional<String> trouble = trouble(outcome);
        if (trouble.isPresent()) {
            guest = Optional.empty();
            fresh.close();
            return Optional.of(Refusal.of("The function failed in handle_init", trouble.get()));
        }
        state = InstanceState.RUNNING;
        return Optional.empty();
    }

    private static Optional<String> trouble(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Reply reply -> Optional.empty();
            case Outcome.NoReply() -> Optional.empty();
            case Outcome.Failed(String reason) -> Optional.of(reason);
            case Outcome.Trapped(String reason) -> Optional.of(reason);
            case Outcome.Interrupted(String reason) -> Optional.of(reason);
        };
    }

    private Optional<byte[]> initPayload() {
        return plan.annotations().initPayload().map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    private StateStore.Result load() {
        return plan.spec().state().policy() == StatePolicy.NODE_LOCAL
                ? services.states().load(plan.spec().state().id())
                : new StateStore.Result.Absent();
    }

    @Override
    public Outcome handle(Event event) {
        FunctionInstance running = guest.orElse(null);
        if (running == null) {
            return new Outcome.Failed("the function is not running: " + lastError);
        }
        Outcome outcome =
                event.kind() == EventKind.CALL
                        ? running.call(event.source(), event.payload())
                        : running.cast(event.source(), event.payload());
        if (!outcome.usable()) {
            broke(running, trouble(outcome).orElse(""));
        }
        return outcome;
    }

    private synchronized void broke(FunctionInstance broken, String reason) {
        port.pause();
        broken.close();
        guest = Optional.empty();
        again(reason);
    }

    /// Notes a failure and, if the policy allows, schedules the next start.
    @GuardedBy("this")
    private void again(String reason) {
        lastError = reason;
        Duration delay = restarts.failed(services.world().clock().nanos());
        restartCount = restarts.count();
        if (closed) {
            return;
        }
        log.add(services.world().clock().epochNanos(), LogLevel.ERROR, "edgeless", reason);
        if (plan.annotations().restart() == FunctionAnnotations.RestartPolicy.NEVER) {
            state = InstanceState.FAILED;
            LOGGER.warn("function {} {} failed: {}", plan.spec().code().id(), plan.id(), reason);
            port.resume();
            return;
        }
        state = InstanceState.BACKING_OFF;
        LOGGER.warn(
                "function {} {} failed: {}; starting it again in {} ms",
                plan.spec().code().id(),
                plan.id(),
                reason,
                delay.toMillis());
        pendingRestart =
                Optional.of(
                        services.world()
                                .timers()
                                .schedule(delay, () -> Thread.startVirtualThread(this::restart)));
    }

    private synchronized void restart() {
        if (closed) {
            return;
        }
        Optional<Refusal> refusal = revive();
        if (refusal.isPresent()) {
            again(refusal.get().text());
        } else {
            port.resume();
        }
    }

    @Override
    public RunningInstance report() {
        return new RunningInstance(
                port.self(), plan.spec().placement(), state, restartCount, lastError, "");
    }

    @Override
    public Optional<String> patch(Patch patch) {
        port.patch(patch.outputs(), patch.sources());
        return Optional.empty();
    }

    @Override
    public LogRing log() {
        return log;
    }

    /// Lets the handler that is running end (the watchdog sees to that), runs `handle_stop`, and
    /// removes the function from the data plane.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        pendingRestart.ifPresent(Timers.Timer::cancel);
        port.pause();
        guest.ifPresent(this::stop);
        guest = Optional.empty();
        port.close();
    }

    private void stop(FunctionInstance running) {
        if (state == InstanceState.RUNNING) {
            long startNanos = services.world().clock().nanos();
            trouble(port.run(running::stop))
                    .ifPresent(reason ->
                            LOGGER.warn("{} failed in handle_stop: {}", plan.id(), reason));
            services.samples().stopped(plan.id(), services.world().clock().nanos() - startNanos);
        }
        running.close();
    }
}
