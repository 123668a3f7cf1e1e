package io.edgeless.node.instance;

import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventKind;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.InstanceDetail;
import io.edgeless.api.model.LogLevel;
import io.edgeless.api.model.Patch;
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
import io.edgeless.node.telemetry.LogText;
import io.edgeless.world.Timers;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

/// One function on this node: the component that the data plane feeds, and the owner of the guest.
/// A guest that traps or is interrupted is discarded and, by its restart policy, started again from
/// its last synced state, while its events wait in the mailbox.
///
/// `handle` runs on the data plane's threads, one event at a time; launch, restart and close on
/// others. [Life] decides between them; nothing here holds a lock while a guest runs.
final class FunctionHost implements Component, Hosted {

    private static final Logger LOGGER = LoggerFactory.getLogger(FunctionHost.class);

    /// A guest chooses the text of its trap.
    private static final int ERROR_BYTES_MAX = 1024;

    private final FunctionPlan plan;
    private final Services services;
    private final LogRing log;
    private final Port port;
    private final GuestApi api;
    private final Life life;

    /// Of the patch in force; 0 before. Written by the one patch at a time, read by reports.
    private volatile long channels;

    /// Opens when close is done, for others that close too.
    private final CountDownLatch closed = new CountDownLatch(1);

    FunctionHost(FunctionPlan plan, Services services) {
        this.plan = plan;
        this.services = services;
        this.log = new LogRing(Hosted.logical(plan.id(), plan.spec().placement()));
        this.port =
                services.dataPlane()
                        .register(
                                plan.id(),
                                this,
                                PortSettings.function(
                                                plan.limits(),
                                                this::interruptGuest,
                                                plan.spec().placement())
                                        .ofClass(className(plan)));
        this.api = new GuestApi(plan, port, services, log);
        this.life = new Life(new PortGate(port));
        services.metrics().appeared(plan.id(), plan.spec().code().type());
    }

    /// The gate to a mailbox is its port.
    record PortGate(Port port) implements Life.Gate {

        @Override
        public void pause() {
            port.pause();
        }

        @Override
        public void resume() {
            port.resume();
        }
    }

    /// Two classes of the same name with other code share nothing.
    private static String className(FunctionPlan plan) {
        FunctionClass code = plan.spec().code();
        return code.id() + ' ' + code.version() + ' ' + code.binary().sha256();
    }

    private void interruptGuest() {
        life.interruptible().ifPresent(FunctionInstance::interrupt);
    }

    // ---- starting ---------------------------------------------------------------------------

    /// Instantiates and initialises for the first time in this process; the reason when that fails,
    /// after which the host is closed.
    ///
    /// @param again it ran here before the process was started: a failure is one like any other,
    ///   and followed by the next attempt
    Optional<Refusal> launch(boolean again) {
        Optional<Refusal> refusal = life.begin() ? attemptSafely() : Optional.of(stopped());
        if (refusal.isPresent() && again && startsAgain() && !life.isClosing()) {
            failed(refusal.get().text());
            return Optional.empty();
        }
        if (refusal.isPresent()) {
            close();
        }
        return refusal;
    }

    /// Whatever goes wrong in a runtime is a failed attempt, which the next one may follow.
    private Optional<Refusal> attemptSafely() {
        try {
            return attempt();
        } catch (RuntimeException | Error e) {
            fields().on(() -> LOGGER.error("starting a function failed", e));
            life.guest().filter(life::take).ifPresent(this::discard);
            return Optional.of(Refusal.of("Error when creating an instance", e.toString()));
        }
    }

    private Optional<Refusal> attempt() {
        try {
            Optional<byte[]> saved;
            switch (load()) {
                case StateStore.Result.Loaded(byte[] bytes) -> saved = Optional.of(bytes);
                case StateStore.Result.Failed(String reason) -> {
                    return Optional.of(Refusal.of("Could not load the function's state", reason));
                }
                case StateStore.Result.Absent _, StateStore.Result.Saved _ ->
                        saved = Optional.empty();
            }
            long startNanos = services.world().clock().nanos();
            return switch (plan.prepared().instantiate(api)) {
                case PreparedFunction.Instantiation.Refused(Refusal refusal) ->
                        Optional.of(refusal);
                case PreparedFunction.Instantiation.Ready(FunctionInstance fresh) -> {
                    services.samples()
                            .instantiated(plan.id(), services.world().clock().nanos() - startNanos);
                    services.metrics().guests(plan.spec().code().type(), 1);
                    yield initialise(fresh, saved);
                }
            };
        } finally {
            life.attempted();
        }
    }

    private StateStore.Result load() {
        return plan.spec().state().policy() == StatePolicy.NODE_LOCAL
                ? services.states().load(plan.spec().state().id())
                : new StateStore.Result.Absent();
    }

    private Optional<Refusal> initialise(FunctionInstance fresh, Optional<byte[]> saved) {
        if (!life.conceived(fresh)) {
            discard(fresh);
            return Optional.of(stopped());
        }
        long startNanos = services.world().clock().nanos();
        Custody custody =
                new Custody(() -> {
                    life.ended(fresh);
                    discard(fresh);
                });
        Outcome outcome = port.run(() -> custody.run(() -> init(fresh, saved)));
        boolean isOurs = custody.reclaim();
        services.samples().initialised(plan.id(), services.world().clock().nanos() - startNanos);
        Optional<String> trouble = trouble(outcome);
        if (!isOurs) {
            life.leave(fresh);
        } else if (trouble.isEmpty() && life.born()) {
            return Optional.empty();
        } else if (life.take(fresh)) {
            discard(fresh);
        }
        return Optional.of(
                trouble.map(reason -> Refusal.of("The function failed in handle_init", reason))
                        .orElseGet(FunctionHost::stopped));
    }

    private Outcome init(FunctionInstance fresh, Optional<byte[]> saved) {
        life.runs(fresh);
        return explained(fresh.init(initPayload(), saved));
    }

    private static Refusal stopped() {
        return Refusal.of("Instance not started", "it was stopped while it was starting");
    }

    private Optional<byte[]> initPayload() {
        return plan.annotations().initPayload().map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<String> trouble(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Reply reply -> Optional.empty();
            case Outcome.NoReply() -> Optional.empty();
            case Outcome.Failed(String reason) -> Optional.of(reason);
            case Outcome.Trapped(String reason) -> Optional.of(reason);
            case Outcome.Interrupted(String reason) -> Optional.of(reason);
        };
    }

    /// What its owner has to know about a guest that was interrupted: why. On the thread that ran
    /// it, before the event or step ends.
    private Outcome explained(Outcome outcome) {
        if (!(outcome instanceof Outcome.Interrupted(String reason))) {
            return outcome;
        }
        if (port.isOverBudget()) {
            return new Outcome.Interrupted(reason + "; " + budget());
        }
        return new Outcome.Interrupted(
                reason
                        + (life.isClosing()
                                ? "; the function is being stopped"
                                : "; by its node, not because of a budget"));
    }

    private String budget() {
        return "one event may take %s of CPU and %s in all"
                .formatted(text(plan.limits().cpuBudget()), text(plan.limits().wallBudget()));
    }

    private static String text(Duration budget) {
        long millis = budget.toMillis();
        return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
    }

    private void discard(FunctionInstance guest) {
        try {
            guest.close();
        } catch (RuntimeException | Error e) {
            fields().on(() -> LOGGER.error("closing a guest failed", e));
        }
        services.metrics().guests(plan.spec().code().type(), -1);
    }

    // ---- running ----------------------------------------------------------------------------

    @Override
    public Outcome handle(Event event) {
        FunctionInstance guest = life.guest().orElse(null);
        if (guest == null) {
            return new Outcome.Failed("the function is not running: " + life.status().lastError());
        }
        Outcome outcome =
                event.kind() == EventKind.CALL
                        ? guest.call(event.source(), event.payload())
                        : guest.cast(event.source(), event.payload());
        boolean isOver = !outcome.usable() || life.isAbandoned();
        if (isOver && life.take(guest)) {
            discard(guest);
            failed(trouble(explained(outcome)).orElse(""));
        }
        return outcome;
    }

    private boolean startsAgain() {
        return plan.annotations().restart() != FunctionAnnotations.RestartPolicy.NEVER;
    }

    /// Notes a failure and, if the policy allows, plans the next start.
    private void failed(String unsafeReason) {
        String reason = LogText.clean(unsafeReason, ERROR_BYTES_MAX);
        life.failed(reason, startsAgain(), services.world().clock().nanos())
                .ifPresent(verdict -> follow(verdict, verdict.report(reason)));
    }

    /// The next start comes first: whatever goes wrong while others are told must not prevent it.
    private void follow(Restarts.Verdict verdict, String reason) {
        if (startsAgain()) {
            Timers.Timer timer =
                    services.world()
                            .timers()
                            .schedule(
                                    verdict.delay(),
                                    () -> Thread.startVirtualThread(this::restart));
            life.planned(timer);
        }
        services.metrics().failed(plan.id());
        log.add(services.world().clock().epochNanos(), LogLevel.ERROR, "edgeless", reason);
        String next =
                startsAgain()
                        ? "starting it again in " + verdict.delay().toMillis() + " ms"
                        : "it stays stopped, as its restart-policy says";
        fields().on(() -> LOGGER.warn("a function failed: {}; {}", reason, next));
        services.tellChanged();
    }

    private void restart() {
        if (!life.begin()) {
            return;
        }
        Optional<Refusal> refusal = attemptSafely();
        refusal.ifPresent(why -> failed(why.text()));
        if (refusal.isEmpty()) {
            services.tellChanged();
        }
    }

    @Override
    public RunningInstance report() {
        Life.Status status = life.status();
        return new RunningInstance(
                port.self(),
                plan.spec().placement(),
                status.state(),
                status.restarts(),
                status.lastError(),
                "",
                channels);
    }

    @Override
    public InstanceDetail detail() {
        return new InstanceDetail(
                report(), plan.spec().workflow(), plan.spec().code().id(), Hosted.waiting(port));
    }

    @Override
    public Optional<String> patch(Patch patch) {
        port.patch(patch.outputs(), patch.sources());
        channels = patch.digest();
        return Optional.empty();
    }

    @Override
    public LogRing log() {
        return log;
    }

    // ---- the end ----------------------------------------------------------------------------

    /// Lets the handler that is running end, runs `handle_stop`, and removes the function from the
    /// data plane, all within the grace of the node.
    @Override
    public void close() {
        Optional<Future<Boolean>> attempt = life.close();
        if (attempt.isPresent()) {
            try {
                end(attempt.get());
            } finally {
                closed.countDown();
            }
        } else {
            awaitClosed();
        }
    }

    private void end(Future<Boolean> attempt) {
        Ending ending = new Ending(port, life, services.world(), services.stopGrace());
        Ending.Result result;
        try {
            result = ending.run(attempt, this::stop, this::discard);
        } finally {
            services.metrics().gone(plan.id());
        }
        if (result != Ending.Result.ORDERLY) {
            String lost =
                    result == Ending.Result.LEFT_BEHIND
                            ? "its thread is left behind"
                            : "its handle_stop was not run";
            long grace = services.stopGrace().toMillis();
            fields().on(() ->
                    LOGGER.error(
                            "a function did not end within its grace of {} ms; {}", grace, lost));
        }
    }

    private Outcome stop(FunctionInstance guest) {
        long startNanos = services.world().clock().nanos();
        Outcome outcome = explained(guest.stop());
        services.samples().stopped(plan.id(), services.world().clock().nanos() - startNanos);
        services.metrics().guests(plan.spec().code().type(), -1);
        trouble(outcome)
                .map(reason -> LogText.clean(reason, ERROR_BYTES_MAX))
                .ifPresent(
                        reason -> fields().on(() -> LOGGER.warn("handle_stop failed: {}", reason)));
        return outcome;
    }

    @Override
    public LogFields fields() {
        return plan.fields();
    }

    private void awaitClosed() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
