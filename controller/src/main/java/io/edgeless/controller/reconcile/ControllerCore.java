package io.edgeless.controller.reconcile;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.controller.domains.DomainTable;
import io.edgeless.controller.workflow.Workflow;
import io.edgeless.process.loop.Core;
import io.edgeless.process.loop.Step;

import java.time.Duration;
import java.util.List;

/// All decisions of the controller.
///
/// **Durable** is what was accepted, where its components were put, what is still to be stopped,
/// and which process of each domain was heard of last ([ControllerState], changed by records only).
/// **Forgotten** at a restart is how far each effect is, and which domains are alive: domains
/// register again and say what they run, and every effect can be repeated.
///
/// Invariants:
/// - A component is started only at a place that a record names, and each placement of a workflow
///   has logical ids of its own; so whatever a domain runs and no record names may be stopped.
/// - A stop is a record first; its component is stopped again and again until its domain has
///   confirmed it, and not before the outcome of a start under way is known.
/// - A domain that is not heard of keeps what it runs. Only after a grace, and only if another
///   domain can take over, are its workflows placed anew; when it returns, its old components are
///   stopped.
public final class ControllerCore
        implements Core<ControllerInput, ControllerRecord, ControllerEffect> {

    private final ControllerState state = new ControllerState();
    private final Views views;
    private final Removals removals;
    private final Requests requests;
    private final Results results;
    private final Registrations registrations;
    private final Upkeep upkeep;
    private boolean recovered;

    /// @param domainLost how long a domain must be gone before its workflows are placed elsewhere
    public ControllerCore(Duration domainLost) {
        var domains = new DomainTable();
        var progress = new Progress();
        views = new Views(domains, progress);
        removals = new Removals(state, domains);
        var placing = new Placing(state, domains, removals, progress, views);
        requests = new Requests(state, removals, progress, placing, views);
        results = new Results(state, domains, removals, progress, placing);
        registrations = new Registrations(state, domains, progress, placing);
        upkeep = new Upkeep(state, domains, progress, placing, domainLost);
    }

    @Override
    public void restore(ControllerRecord record) {
        state.apply(record);
    }

    @Override
    public List<ControllerRecord> snapshot() {
        return state.snapshot();
    }

    @Override
    public Step<ControllerRecord, ControllerEffect> step(long nowNanos, ControllerInput input) {
        var turn = new Turn(nowNanos, state);
        if (!recovered) {
            recovered = true;
            upkeep.recover(turn);
        }
        handle(turn, input);
        return turn.step();
    }

    private void handle(Turn turn, ControllerInput input) {
        switch (input) {
            case ControllerInput.Start start -> requests.onStart(turn, start);
            case ControllerInput.Adopt adopt -> requests.onAdopt(turn, adopt);
            case ControllerInput.Stop stop -> requests.onStop(turn, stop);
            case ControllerInput.Migrate migrate -> requests.onMigrate(turn, migrate);
            case ControllerInput.ListWorkflows(long ticket) -> {
                turn.answer(ticket, new Reply.Listed(ids()));
                return;
            }
            case ControllerInput.Inspect(long ticket, var id) -> {
                var info = state.workflow(id).map(w -> views.info(turn.now(), w));
                turn.answer(ticket, new Reply.Inspected(info));
                return;
            }
            case ControllerInput.Locate(long ticket, var id, var component) -> {
                var places = state.workflow(id).map(w -> views.places(w, component));
                turn.answer(ticket, new Reply.Located(places));
                return;
            }
            case ControllerInput.Count(long ticket) -> {
                turn.answer(ticket, new Reply.Counted(views.census(turn.now(), state)));
                return;
            }
            case ControllerInput.ListDomains(long ticket, var domain) -> {
                turn.answer(ticket, new Reply.Domains(views.domains(domain)));
                return;
            }
            case ControllerInput.LocateDomains(long ticket, var domain) -> {
                turn.answer(ticket, new Reply.DomainUrls(views.urls(domain)));
                return;
            }
            case ControllerInput.Hear hear -> {
                if (registrations.onHear(turn, hear)) {
                    upkeep.advanceAll(turn);
                }
            }
            case ControllerInput.StartDone(Job job, var outcome) ->
                    results.onStartDone(turn, job, outcome);
            case ControllerInput.StopDone(Removal removal, var problem) ->
                    removals.onStopDone(turn, removal, problem);
            case ControllerInput.PatchDone(Job job, var problem) ->
                    results.onPatchDone(turn, job, problem);
            case ControllerInput.Tick() -> {
                upkeep.onTick(turn);
                removals.tidy();
            }
        }
        removals.advance(turn);
    }

    private List<WorkflowId> ids() {
        return state.workflows().stream().map(Workflow::id).toList();
    }
}
