package io.edgeless.simulation;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.Migration;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.controller.reconcile.Reply;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// People with a client: start, stop, move and list workflows, and repeat what got no answer.
final class ClientPart extends Part {

    private static final long MILLISECOND = Duration.ofMillis(1).toNanos();
    private static final long REPEAT = Duration.ofSeconds(2).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int WORKFLOWS_MAX = 8;

    /// The annotation by which a workflow of a repeated request is recognised.
    static final String REQUEST = "request";

    private final ControllerPart controller;
    private final Ledger ledger;
    private boolean isQuiet;
    private int asked;
    private int open;

    ClientPart(Setting setting, ControllerPart controller, Ledger ledger) {
        super(setting, "client");
        this.controller = controller;
        this.ledger = ledger;
    }

    @Override
    void begin() {
        act();
    }

    @Override
    void end() {}

    /// Nothing new is asked from now on.
    void quieten() {
        isQuiet = true;
    }

    /// Requests that are repeated until they are answered.
    int open() {
        return open;
    }

    private void act() {
        if (isQuiet) {
            return;
        }
        List<WorkflowId> owed = ledger.owed();
        int throwOf = setting().dice().below(10);
        if (owed.isEmpty() || (throwOf < 5 && owed.size() < WORKFLOWS_MAX)) {
            startOne();
        } else if (throwOf < 7) {
            stop(setting().dice().pick(owed));
        } else if (throwOf < 8) {
            migrate(setting().dice().pick(owed));
        } else {
            list();
        }
        after(setting().dice().between(100 * MILLISECOND, 4_000 * MILLISECOND), this::act);
    }

    private void startOne() {
        String request = "request-" + ++asked;
        boolean isRepeated = !setting().dice().permille(200);
        Map<String, String> annotations = isRepeated ? Map.of(REQUEST, request) : Map.of();
        WorkflowSpec spec = Workflows.draw(setting().dice(), annotations);
        note("starts", request);
        open++;
        start(
                request,
                new WorkflowRequest(spec, isRepeated ? Optional.of(request) : Optional.empty()));
    }

    private void start(String name, WorkflowRequest request) {
        setting()
                .links()
                .<ControllerPart.Told>call(
                        this,
                        controller,
                        PATIENCE,
                        respond -> controller.start(request, respond),
                        answer -> {
                            if (answer instanceof Answer.Value<ControllerPart.Told>(var told)) {
                                open--;
                                answered(name, told);
                            } else if (request.requestId().isPresent()) {
                                after(REPEAT, () -> start(name, request));
                            } else {
                                open--;
                            }
                        });
    }

    private void answered(String name, ControllerPart.Told told) {
        note("hears of " + name, told);
        if (told.result() instanceof WorkflowResult.Accepted(var status)
                && told.disk() == controller.disksLost()) {
            ledger.accepted(name, status.id());
        }
    }

    private void stop(WorkflowId workflow) {
        note("stops", workflow);
        ledger.stopAsked(workflow);
        open++;
        stopUntilAnswered(workflow);
    }

    private void stopUntilAnswered(WorkflowId workflow) {
        setting()
                .links()
                .<Reply>call(
                        this,
                        controller,
                        PATIENCE,
                        respond -> controller.stop(workflow, respond),
                        answer -> {
                            if (answer instanceof Answer.Value<Reply>) {
                                open--;
                                note("hears that it is stopped", workflow);
                                ledger.stopConfirmed(workflow);
                            } else {
                                after(REPEAT, () -> stopUntilAnswered(workflow));
                            }
                        });
    }

    private void migrate(WorkflowId workflow) {
        OrchestratorPart target = setting().dice().pick(controller.domains());
        var migration = new Migration(workflow, target.domain(), Optional.empty());
        note("moves to " + target.name(), workflow);
        setting()
                .links()
                .<WorkflowResult>call(
                        this,
                        controller,
                        PATIENCE,
                        respond -> controller.migrate(migration, respond),
                        answer -> note("hears of the move", answer));
    }

    private void list() {
        setting()
                .links()
                .<Reply>call(
                        this, controller, PATIENCE, controller::list, answer -> note("lists", ""));
    }
}
