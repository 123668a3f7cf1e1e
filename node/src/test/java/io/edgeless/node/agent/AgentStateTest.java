package io.edgeless.node.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.Digest;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.StatePolicy;
import io.edgeless.api.model.StateSpec;
import io.edgeless.process.loop.Step;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What becomes of the saved states and the code of functions.
class AgentStateTest {

    private static final StateId STATE = new StateId(new UUID(5, 5));
    private static final PhysicalId FIRST = new PhysicalId(new UUID(1, 1));
    private static final PhysicalId SECOND = new PhysicalId(new UUID(2, 2));
    private static final Digest CODE = Digest.of(new byte[] {1});
    private static final Digest OTHER = Digest.of(new byte[] {2});

    private static final AgentEffect DELETE = new AgentEffect.DeleteState(STATE);
    private static final AgentRecord SETTLED = new AgentRecord.StateSettled(STATE);

    private final AgentCore core = new AgentCore();

    // ---- states -----------------------------------------------------------------------------

    @Test
    void stop_isRecordedWithTheStateAndDeletesItAfterTheGrace() {
        run(FIRST, 1);

        Step<AgentRecord, AgentEffect> stop = feed(new AgentInput.Stop(2, FIRST));
        assertThat(stop.records())
                .containsExactly(
                        new AgentRecord.StateUnneeded(STATE), new AgentRecord.Removed(FIRST));
        assertThat(stop.effects()).containsExactly(new AgentEffect.Halt(FIRST));

        assertThat(feed(new AgentInput.Halted(FIRST)).effects())
                .contains(waiting(1))
                .doesNotContain(DELETE);
        assertThat(due(1)).containsExactly(DELETE);
        assertThat(deleted().records()).containsExactly(SETTLED);
        assertThat(core.snapshot()).isEmpty();
    }

    @Test
    void start_withinTheGrace_keepsTheState() {
        run(FIRST, 1);
        stop(FIRST);

        assertThat(feed(start(3, SECOND, 2)).effects())
                .contains(new AgentEffect.Launch(SECOND, spec(2, CODE), false));
        assertThat(feed(new AgentInput.Launched(SECOND)).records())
                .containsExactly(new AgentRecord.Accepted(SECOND, spec(2, CODE)), SETTLED);

        assertThat(due(1)).isEmpty();
    }

    @Test
    void start_thatIsStillUnderWayWhenTheGraceEnds_keepsTheState() {
        run(FIRST, 1);
        stop(FIRST);
        feed(start(3, SECOND, 2));

        assertThat(due(1)).isEmpty();

        assertThat(feed(new AgentInput.Launched(SECOND)).records()).contains(SETTLED);
    }

    @Test
    void start_withinTheGraceThatIsRefused_letsTheStateGoAfterAnotherOne() {
        run(FIRST, 1);
        stop(FIRST);
        feed(start(3, SECOND, 2));

        assertThat(feed(new AgentInput.LaunchRefused(SECOND, Refusal.of("no"))).effects())
                .contains(waiting(2));

        assertThat(due(1)).as("the first one does not count any more").isEmpty();
        assertThat(due(2)).containsExactly(DELETE);
    }

    @Test
    void stop_afterAStartWithinTheGrace_beginsAGraceOfItsOwn() {
        run(FIRST, 1);
        stop(FIRST);
        run(SECOND, 2);
        stop(SECOND);

        assertThat(due(1)).isEmpty();
        assertThat(due(2)).containsExactly(DELETE);
    }

    @Test
    void start_ofANewerEpoch_keepsTheState() {
        run(FIRST, 1);

        assertThat(feed(start(2, SECOND, 2)).records())
                .containsExactly(new AgentRecord.Removed(FIRST));
        assertThat(feed(new AgentInput.Halted(FIRST)).effects())
                .doesNotContain(waiting(1))
                .doesNotContain(DELETE);
    }

    @Test
    void start_ofANewerEpochWhileItIsStopped_keepsTheState() {
        run(FIRST, 1);
        feed(new AgentInput.Stop(2, FIRST));
        feed(start(3, SECOND, 2));

        assertThat(feed(new AgentInput.Halted(FIRST)).effects())
                .contains(new AgentEffect.Launch(SECOND, spec(2, CODE), false))
                .doesNotContain(waiting(1));
        assertThat(feed(new AgentInput.Launched(SECOND)).records()).contains(SETTLED);
    }

    @Test
    void start_whileTheStateIsDeleted_isHeldUntilItIsGone() {
        run(FIRST, 1);
        stopForGood(FIRST);

        assertThat(feed(start(3, SECOND, 2)).effects())
                .doesNotContain(new AgentEffect.Launch(SECOND, spec(2, CODE), false));

        assertThat(deleted().effects())
                .containsExactly(new AgentEffect.Launch(SECOND, spec(2, CODE), false));
        assertThat(feed(new AgentInput.Launched(SECOND)).effects())
                .contains(new AgentEffect.Answer(3, new AgentAnswer.Started(SECOND)));
    }

    @Test
    void repeat_ofAHeldStart_joinsIt() {
        run(FIRST, 1);
        stopForGood(FIRST);
        feed(start(3, SECOND, 2));

        assertThat(feed(start(4, new PhysicalId(new UUID(3, 3)), 2)).effects()).isEmpty();
        deleted();
        assertThat(feed(new AgentInput.Launched(SECOND)).effects())
                .contains(new AgentEffect.Answer(4, new AgentAnswer.Started(SECOND)));
    }

    @Test
    void stop_ofAHeldStart_isAnsweredAtOnceAndLaunchesNothing() {
        run(FIRST, 1);
        stopForGood(FIRST);
        feed(start(3, SECOND, 2));

        List<AgentEffect> effects = feed(new AgentInput.Stop(4, SECOND)).effects();

        assertThat(effects).contains(new AgentEffect.Answer(4, new AgentAnswer.Done()));
        assertThat(effects)
                .anySatisfy(effect ->
                        assertThat(effect)
                                .isInstanceOfSatisfying(
                                        AgentEffect.Answer.class,
                                        answer ->
                                                assertThat(answer.answer())
                                                        .isInstanceOf(AgentAnswer.Refused.class)));
        assertThat(deleted().effects()).isEmpty();
    }

    @Test
    void crashBeforeTheStateIsDeleted_isMadeUpForByTheNextProcess() {
        run(FIRST, 1);
        feed(new AgentInput.Stop(2, FIRST));

        AgentCore restarted = restarted();

        assertThat(restarted.step(0, new AgentInput.Recover(1)).effects()).contains(waiting(1));
        assertThat(restarted.step(0, new AgentInput.StateDue(STATE, 1)).effects())
                .containsExactly(DELETE);
    }

    @Test
    void crashAfterItWasPlacedHereAgain_keepsTheState() {
        AgentCore restarted = new AgentCore();
        restarted.restore(new AgentRecord.StateUnneeded(STATE));
        restarted.restore(new AgentRecord.Accepted(SECOND, spec(2, CODE)));

        Step<AgentRecord, AgentEffect> recovered = restarted.step(0, new AgentInput.Recover(1));

        assertThat(recovered.records()).containsExactly(SETTLED);
        assertThat(recovered.effects()).doesNotContain(waiting(1)).doesNotContain(DELETE);
    }

    @Test
    void stateThatCannotBeDeleted_isTriedAgainAfterAnotherGraceAndByTheNextProcess() {
        run(FIRST, 1);
        stopForGood(FIRST);

        Step<AgentRecord, AgentEffect> failed = notDeleted();

        assertThat(failed.records()).isEmpty();
        assertThat(failed.effects()).containsExactly(waiting(2));
        assertThat(restarted().step(0, new AgentInput.Recover(1)).effects()).contains(waiting(1));
        assertThat(due(2)).containsExactly(DELETE);
    }

    @Test
    void stateThatCannotBeDeletedAndIsNeededAgain_isNotLoadedAgain() {
        run(FIRST, 1);
        stopForGood(FIRST);
        feed(start(3, SECOND, 2));

        Step<AgentRecord, AgentEffect> failed = notDeleted();

        assertThat(failed.records()).isEmpty();
        assertThat(failed.effects())
                .noneMatch(AgentEffect.Launch.class::isInstance)
                .contains(
                        new AgentEffect.Answer(
                                3,
                                new AgentAnswer.Refused(
                                        Refusal.of(
                                                "Instance not started",
                                                "its state of before cannot be deleted: busy"))));
        assertThat(failed.effects())
                .filteredOn(AgentEffect.WaitWithState.class::isInstance)
                .isNotEmpty();
    }

    @Test
    void start_afterADeletionThatFailed_deletesFirst() {
        run(FIRST, 1);
        stopForGood(FIRST);
        notDeleted();

        assertThat(feed(start(3, SECOND, 2)).effects())
                .contains(DELETE)
                .noneMatch(AgentEffect.Launch.class::isInstance);
        assertThat(due(2)).as("it is being deleted already").isEmpty();

        Step<AgentRecord, AgentEffect> deleted = deleted();
        assertThat(deleted.records()).containsExactly(SETTLED);
        assertThat(deleted.effects())
                .containsExactly(new AgentEffect.Launch(SECOND, spec(2, CODE), false));
    }

    @Test
    void reset_keepsStates() {
        run(FIRST, 1);

        Step<AgentRecord, AgentEffect> reset = feed(new AgentInput.Reset(2));
        assertThat(reset.records()).containsExactly(new AgentRecord.Removed(FIRST));
        assertThat(feed(new AgentInput.Halted(FIRST)).effects()).doesNotContain(waiting(1));
    }

    @Test
    void refusedStart_keepsTheState() {
        feed(start(1, FIRST, 1));

        Step<AgentRecord, AgentEffect> refused =
                feed(new AgentInput.LaunchRefused(FIRST, Refusal.of("no")));

        assertThat(refused.effects()).doesNotContain(waiting(1));
    }

    // ---- without an orchestrator ------------------------------------------------------------

    @Test
    void lostOrchestrator_stopsOnlyWhatAsksForItAndKeepsItsState() {
        run(FIRST, 1);
        ComponentSpec.Function usual = (ComponentSpec.Function) spec(1, OTHER);
        FunctionSpec spec = usual.spec();
        FunctionSpec careful =
                new FunctionSpec(
                        spec.code(),
                        Map.of("on-disconnect", "stop"),
                        new StateSpec(new StateId(new UUID(6, 6)), StatePolicy.NODE_LOCAL),
                        "workflow",
                        Optional.of(new Placement(new LogicalId(new UUID(8, 8)), 1)));
        feed(new AgentInput.Start(2, SECOND, new ComponentSpec.Function(careful)));
        feed(new AgentInput.Launched(SECOND));

        Step<AgentRecord, AgentEffect> lost = feed(new AgentInput.OrchestratorLost());

        assertThat(lost.records()).containsExactly(new AgentRecord.Removed(SECOND));
        assertThat(lost.effects()).containsExactly(new AgentEffect.Halt(SECOND));
        assertThat(feed(new AgentInput.Halted(SECOND)).effects())
                .containsExactly(new AgentEffect.KeepCode(Set.of(CODE)));
    }

    @Test
    void lostOrchestrator_dropsTheSuccessorThatAsksForIt() {
        run(FIRST, 1);
        feed(new AgentInput.Start(2, SECOND, careful(2)));

        assertThat(feed(new AgentInput.OrchestratorLost()).effects())
                .anySatisfy(effect -> assertThat(effect).isInstanceOf(AgentEffect.Answer.class));

        assertThat(feed(new AgentInput.Halted(FIRST)).effects())
                .noneMatch(AgentEffect.Launch.class::isInstance);
    }

    private static ComponentSpec careful(long epoch) {
        FunctionSpec usual = ((ComponentSpec.Function) spec(epoch, OTHER)).spec();
        return new ComponentSpec.Function(
                new FunctionSpec(
                        usual.code(),
                        Map.of("on-disconnect", "stop"),
                        usual.state(),
                        usual.workflow(),
                        usual.placement()));
    }

    // ---- code -------------------------------------------------------------------------------

    @Test
    void code_isKeptFromTheStartToTheEnd() {
        assertThat(feed(start(1, FIRST, 1)).effects())
                .contains(new AgentEffect.KeepCode(Set.of(CODE)));
        feed(new AgentInput.Launched(FIRST));

        feed(new AgentInput.Stop(2, FIRST));
        assertThat(feed(new AgentInput.Halted(FIRST)).effects())
                .contains(new AgentEffect.KeepCode(Set.of()));
    }

    @Test
    void code_ofARefusedStart_isNotKept() {
        feed(start(1, FIRST, 1));

        assertThat(feed(new AgentInput.LaunchRefused(FIRST, Refusal.of("no"))).effects())
                .contains(new AgentEffect.KeepCode(Set.of()));
    }

    @Test
    void code_ofAWaitingSuccessor_isKeptToo() {
        run(FIRST, 1);

        assertThat(feed(new AgentInput.Start(2, SECOND, spec(2, OTHER))).effects())
                .contains(new AgentEffect.KeepCode(Set.of(CODE, OTHER)));
        assertThat(feed(new AgentInput.Halted(FIRST)).effects())
                .contains(new AgentEffect.KeepCode(Set.of(OTHER)));
    }

    @Test
    void recover_tellsAllCodesAtOnce() {
        AgentCore restarted = new AgentCore();
        restarted.restore(new AgentRecord.Accepted(FIRST, spec(1, CODE)));
        restarted.restore(new AgentRecord.Accepted(SECOND, spec(1, OTHER)));

        assertThat(
                        restarted.step(0, new AgentInput.Recover(1)).effects().stream()
                                .filter(AgentEffect.KeepCode.class::isInstance))
                .containsExactly(new AgentEffect.KeepCode(Set.of(CODE, OTHER)));
    }

    // ---- -----------------------------------------------------------------------------------

    private AgentCore restarted() {
        AgentCore restarted = new AgentCore();
        core.snapshot().forEach(restarted::restore);
        return restarted;
    }

    private void run(PhysicalId id, long epoch) {
        feed(start(1, id, epoch));
        feed(new AgentInput.Launched(id));
    }

    private void stop(PhysicalId id) {
        feed(new AgentInput.Stop(2, id));
        feed(new AgentInput.Halted(id));
    }

    /// Until the disk is at it.
    private void stopForGood(PhysicalId id) {
        stop(id);
        assertThat(due(1)).containsExactly(DELETE);
    }

    private List<AgentEffect> due(long number) {
        return feed(new AgentInput.StateDue(STATE, number)).effects();
    }

    private static AgentEffect waiting(long number) {
        return new AgentEffect.WaitWithState(STATE, number, UnneededStates.GRACE);
    }

    private Step<AgentRecord, AgentEffect> notDeleted() {
        return feed(new AgentInput.StateDeleted(STATE, Optional.of("busy")));
    }

    private Step<AgentRecord, AgentEffect> deleted() {
        return feed(new AgentInput.StateDeleted(STATE, Optional.empty()));
    }

    private Step<AgentRecord, AgentEffect> feed(AgentInput input) {
        return core.step(0, input);
    }

    private static AgentInput.Start start(long ticket, PhysicalId fresh, long epoch) {
        return new AgentInput.Start(ticket, fresh, spec(epoch, CODE));
    }

    private static ComponentSpec spec(long epoch, Digest code) {
        return new ComponentSpec.Function(
                new FunctionSpec(
                        new FunctionClass(
                                "class",
                                "RUST_WASM",
                                "1",
                                Optional.empty(),
                                new Binary.Stored(code),
                                List.of()),
                        Map.of(),
                        new StateSpec(STATE, StatePolicy.NODE_LOCAL),
                        "workflow",
                        Optional.of(new Placement(new LogicalId(new UUID(7, 7)), epoch))));
    }
}
