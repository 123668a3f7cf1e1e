package io.edgeless.controller;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.ComponentRef;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.StartResult;
import io.edgeless.api.rpc.ComponentClient;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.controller.reconcile.ControllerEffect;
import io.edgeless.controller.reconcile.ControllerEffect.PatchComponent;
import io.edgeless.controller.reconcile.ControllerEffect.StartFunction;
import io.edgeless.controller.reconcile.ControllerEffect.StartResource;
import io.edgeless.controller.reconcile.ControllerEffect.StopComponent;
import io.edgeless.controller.reconcile.ControllerInput;
import io.edgeless.controller.reconcile.Job;
import io.edgeless.controller.reconcile.Reply;
import io.edgeless.controller.reconcile.StartOutcome;
import io.edgeless.controller.workflow.ComponentKind;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.lifecycle.LogContext;
import io.edgeless.process.loop.Effects;
import io.edgeless.process.loop.Tickets;
import io.edgeless.world.Counters;
import io.edgeless.world.Labels;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Carries out what the core wants: calls to orchestrators on virtual threads, each with a deadline
/// and exactly one result, and what touches the disk there too; the rest at once on the loop's
/// thread, which calls [#run]. Closed after the loop.
final class OrchestratorCalls implements Effects<ControllerEffect>, AutoCloseable {

    /// A start includes compiling and initialising on a slow node, perhaps on several in turn.
    private static final Duration START_DEADLINE = Duration.ofMinutes(2);

    /// A stop includes the function's own stop handler.
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(20);

    private static final Duration PATCH_DEADLINE = Duration.ofSeconds(20);

    private static final Logger LOGGER = LoggerFactory.getLogger(OrchestratorCalls.class);

    private final GrpcChannels channels;
    private final CodeStore code;
    private final Tickets<Reply> tickets;
    private final Counters counters;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    /// Set once by the main before the first input, then read by the threads of the calls.
    private volatile Consumer<ControllerInput> results = input -> {};

    OrchestratorCalls(
            GrpcChannels channels, CodeStore code, Tickets<Reply> tickets, Counters counters) {
        this.channels = channels;
        this.code = code;
        this.tickets = tickets;
        this.counters = counters;
    }

    /// Says where results go.
    void connect(Consumer<ControllerInput> sink) {
        results = sink;
    }

    @Override
    public void run(ControllerEffect effect) {
        switch (effect) {
            case StartFunction(Job job, FunctionSpec spec) ->
                    start(job, () -> startFunction(job, spec));
            case StartResource(Job job, var spec) ->
                    start(
                            job,
                            () -> started(client(job.url(), START_DEADLINE).startResource(spec)));
            case StopComponent stop -> inBackground(() -> stop(stop));
            case PatchComponent patch -> inBackground(() -> patch(patch));
            case ControllerEffect.Answer(long ticket, Reply reply) ->
                    tickets.complete(ticket, reply);
            case ControllerEffect.RetainCode(var digests) -> {
                // Said in the order of the decisions; only the disk is left to the background.
                code.retain(digests);
                inBackground(code::sweep);
            }
            case ControllerEffect.CloseChannel(String url) -> channels.forget(url);
            case ControllerEffect.Note(boolean warning, var fields, String text) ->
                    LogContext.on(fields, () -> note(warning, text));
        }
    }

    private static void note(boolean warning, String text) {
        if (warning) {
            LOGGER.warn("{}", text);
        } else {
            LOGGER.info("{}", text);
        }
    }

    private void inBackground(Runnable call) {
        try {
            executor.execute(call);
        } catch (RejectedExecutionException e) {
            LOGGER.debug("closing, not carried out");
        }
    }

    private ComponentClient client(String url, Duration deadline) {
        return new ComponentClient(channels.to(url), deadline);
    }

    private void start(Job job, Supplier<StartOutcome> call) {
        inBackground(() -> results.accept(new ControllerInput.StartDone(job, outcome(job, call))));
    }

    private StartOutcome outcome(Job job, Supplier<StartOutcome> call) {
        try {
            return call.get();
        } catch (RpcException e) {
            countFailure("start");
            String message = String.valueOf(e.getMessage());
            return new StartOutcome.Failed(message, e.certainlyNotDone());
        } catch (Throwable e) {
            countFailure("start");
            LOGGER.error("starting {} of workflow {} failed", job.component(), job.workflow(), e);
            return new StartOutcome.Failed("internal error of the controller: " + e, false);
        }
    }

    private StartOutcome startFunction(Job job, FunctionSpec spec) {
        Optional<Binary> binary = code.load(spec.code().binary());
        if (binary.isEmpty()) {
            return new StartOutcome.Refused(
                    Refusal.of(
                            "The code is lost",
                            "the controller's data folder does not have it any more;"
                                    + " stop the workflow and start it again"));
        }
        FunctionSpec whole = spec.withBinary(binary.get());
        return started(client(job.url(), START_DEADLINE).startFunction(whole));
    }

    private static StartOutcome started(StartResult result) {
        return switch (result) {
            case StartResult.Started(ComponentRef.Logical(LogicalId logical)) ->
                    new StartOutcome.Started(logical);
            case StartResult.Started(ComponentRef.Physical physical) ->
                    new StartOutcome.Failed(
                            "the orchestrator answered with "
                                    + physical.id()
                                    + ", not a logical id",
                            false);
            case StartResult.Refused(Refusal refusal) -> new StartOutcome.Refused(refusal);
        };
    }

    private void stop(StopComponent stop) {
        var ref = new ComponentRef.Logical(stop.removal().logical());
        ComponentClient client = client(stop.url(), STOP_DEADLINE);
        Optional<String> problem =
                problem(
                        "stop",
                        () -> {
                            // An orchestrator may listen to the right one of the two only.
                            if (stop.removal().kind() != ComponentKind.RESOURCE) {
                                client.stopFunction(ref);
                            }
                            if (stop.removal().kind() != ComponentKind.FUNCTION) {
                                client.stopResource(ref);
                            }
                        });
        results.accept(new ControllerInput.StopDone(stop.removal(), problem));
    }

    private void patch(PatchComponent patch) {
        ComponentClient client = client(patch.job().url(), PATCH_DEADLINE);
        Optional<String> problem =
                problem(
                        "patch",
                        () -> {
                            if (patch.job().kind() == ComponentKind.FUNCTION) {
                                client.patchFunction(patch.patch());
                            } else {
                                client.patchResource(patch.patch());
                            }
                        });
        results.accept(new ControllerInput.PatchDone(patch.job(), problem));
    }

    private Optional<String> problem(String name, Runnable call) {
        try {
            call.run();
            return Optional.empty();
        } catch (RpcException e) {
            countFailure(name);
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (Throwable e) {
            countFailure(name);
            LOGGER.error("a call to an orchestrator failed", e);
            return Optional.of("internal error of the controller: " + e);
        }
    }

    private void countFailure(String call) {
        counters.counter(ControllerMetric.CONTROLLER_CALLS_FAILED, Labels.of("call", call)).add(1);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
