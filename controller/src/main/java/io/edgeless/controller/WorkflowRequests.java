package io.edgeless.controller;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.Migration;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.WorkflowInfo;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.Workflows;
import io.edgeless.api.spec.WorkflowValidation;
import io.edgeless.controller.reconcile.ControllerInput;
import io.edgeless.controller.reconcile.Reply;
import io.edgeless.process.loop.Desk;
import io.edgeless.world.Chance;
import io.edgeless.world.Counters;
import io.edgeless.world.DiskException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The requests of clients: checks them, keeps their code, and waits for what the core decides.
/// Safe for concurrent use.
final class WorkflowRequests implements Workflows {

    /// Several domains in turn may each take the two minutes that a start is given.
    private static final Duration START_WAIT = Duration.ofMinutes(15);

    /// The core answers a stop after 10 s at the latest.
    private static final Duration STOP_WAIT = Duration.ofSeconds(30);

    private static final Duration READ_WAIT = Duration.ofSeconds(10);

    private static final Logger LOGGER = LoggerFactory.getLogger(WorkflowRequests.class);

    private final Desk<ControllerInput, Reply> desk;
    private final CodeStore code;
    private final Chance chance;
    private final Counters counters;

    WorkflowRequests(
            Desk<ControllerInput, Reply> desk, CodeStore code, Chance chance, Counters counters) {
        this.desk = desk;
        this.code = code;
        this.chance = chance;
        this.counters = counters;
    }

    @Override
    public WorkflowResult start(WorkflowRequest request) {
        WorkflowResult result = tryStart(request);
        counters.counter(
                        switch (result) {
                            case WorkflowResult.Accepted _ ->
                                    ControllerMetric.CONTROLLER_WORKFLOWS_STARTED;
                            case WorkflowResult.Refused _ ->
                                    ControllerMetric.CONTROLLER_WORKFLOWS_REFUSED;
                        })
                .add(1);
        return result;
    }

    private WorkflowResult tryStart(WorkflowRequest request) {
        Optional<Refusal> invalid =
                WorkflowValidation.refusal(WorkflowValidation.check(request.spec()));
        if (invalid.isPresent()) {
            return new WorkflowResult.Refused(invalid.get());
        }
        try (CodeStore.Pinned pinned = code.store(request.spec())) {
            var stored = new WorkflowRequest(pinned.spec(), request.requestId());
            // A client that knows the id before the answer can ask for the workflow and stop it.
            WorkflowId id =
                    request.requestId()
                            .flatMap(WorkflowId::parse)
                            .orElseGet(() -> new WorkflowId(chance.uuid()));
            List<StateId> states = states(request.spec());
            return desk.ask(
                            ticket -> new ControllerInput.Start(ticket, id, states, stored),
                            Reply.OfWorkflow.class,
                            START_WAIT)
                    .result();
        } catch (DiskException e) {
            LOGGER.error("the code of a workflow could not be stored", e);
            return new WorkflowResult.Refused(
                    Refusal.of(
                            "Request rejected",
                            "the controller cannot store the code: " + e.getMessage()));
        }
    }

    private List<StateId> states(WorkflowSpec spec) {
        return spec.functions().stream().map(function -> new StateId(chance.uuid())).toList();
    }

    @Override
    public void stop(WorkflowId workflow) {
        var stopped =
                desk.ask(
                        ticket -> new ControllerInput.Stop(ticket, workflow),
                        Reply.Stopped.class,
                        STOP_WAIT);
        if (stopped.pending() > 0) {
            LOGGER.warn(
                    "workflow {} is stopped, but {} of its components are still to be confirmed",
                    workflow,
                    stopped.pending());
        }
    }

    @Override
    public List<WorkflowId> list() {
        return desk.ask(ControllerInput.ListWorkflows::new, Reply.Listed.class, READ_WAIT)
                .workflows();
    }

    @Override
    public WorkflowInfo inspect(WorkflowId workflow) {
        return desk.ask(
                        ticket -> new ControllerInput.Inspect(ticket, workflow),
                        Reply.Inspected.class,
                        READ_WAIT)
                .info()
                .orElseThrow(() ->
                        new RpcException(
                                RpcException.Code.INTERNAL, "there is no workflow " + workflow));
    }

    @Override
    public WorkflowInfo inspectWithCode(WorkflowId workflow) {
        WorkflowInfo info = inspect(workflow);
        return new WorkflowInfo(code.withBytes(info.spec()), info.status());
    }

    @Override
    public Map<DomainId, DomainCapabilities> domains(Optional<DomainId> domain) {
        return desk.ask(
                        ticket -> new ControllerInput.ListDomains(ticket, domain),
                        Reply.Domains.class,
                        READ_WAIT)
                .domains();
    }

    @Override
    public WorkflowResult migrate(Migration migration) {
        return desk.ask(
                        ticket -> new ControllerInput.Migrate(ticket, migration),
                        Reply.OfWorkflow.class,
                        START_WAIT)
                .result();
    }
}
