package io.edgeless.node.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.PeerUpdate;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.process.loop.Step;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

class AgentCoreTest {

    private static final LogicalId LOGICAL = new LogicalId(new UUID(7, 7));
    private static final PhysicalId FIRST = new PhysicalId(new UUID(1, 1));
    private static final PhysicalId SECOND = new PhysicalId(new UUID(2, 2));
    private static final Refusal REFUSAL = Refusal.of("bad code");

    private final AgentCore core = new AgentCore();

    @Test
    void start_isAnsweredOnlyWhenLaunched() {
        assertThat(feed(start(1, FIRST, 1)).effects())
                .containsExactly(new AgentEffect.Launch(FIRST, spec(1), false));

        Step<AgentRecord, AgentEffect> launched = feed(new AgentInput.Launched(FIRST));

        assertThat(launched.records()).containsExactly(new AgentRecord.Accepted(FIRST, spec(1)));
        assertThat(launched.effects())
                .containsExactly(new AgentEffect.Answer(1, new AgentAnswer.Started(FIRST)));
    }

    @Test
    void start_refusedByTheLaunch_isAnsweredWithTheReasonAndForgotten() {
        feed(start(1, FIRST, 1));

        Step<AgentRecord, AgentEffect> refused = feed(new AgentInput.LaunchRefused(FIRST, REFUSAL));

        assertThat(refused.records()).isEmpty();
        assertThat(refused.effects())
                .containsExactly(new AgentEffect.Answer(1, new AgentAnswer.Refused(REFUSAL)));
        assertThat(core.snapshot()).isEmpty();
    }

    @Test
    void start_repeatedWhileStarting_joinsTheFirst() {
        feed(start(1, FIRST, 1));
        assertThat(feed(start(2, SECOND, 1)).effects()).isEmpty();

        assertThat(feed(new AgentInput.Launched(FIRST)).effects())
                .containsExactly(
                        new AgentEffect.Answer(1, new AgentAnswer.Started(FIRST)),
                        new AgentEffect.Answer(2, new AgentAnswer.Started(FIRST)));
    }

    @Test
    void start_repeatedWhileRunning_answersTheSameInstance() {
        run(FIRST, 1);

        assertThat(feed(start(2, SECOND, 1)).effects())
                .containsExactly(new AgentEffect.Answer(2, new AgentAnswer.Started(FIRST)));
    }

    @Test
    void start_ofAnOlderEpoch_isRefused() {
        run(FIRST, 5);

        assertThat(feed(start(2, SECOND, 4)).effects())
                .singleElement()
                .isInstanceOfSatisfying(
                        AgentEffect.Answer.class,
                        answer ->
                                assertThat(answer.answer())
                                        .isInstanceOf(AgentAnswer.Refused.class));
    }

    @Test
    void start_ofANewerEpoch_haltsTheOlderFirst() {
        run(FIRST, 1);

        Step<AgentRecord, AgentEffect> newer = feed(start(2, SECOND, 2));
        assertThat(newer.records()).containsExactly(new AgentRecord.Removed(FIRST));
        assertThat(newer.effects()).containsExactly(new AgentEffect.Halt(FIRST));

        assertThat(feed(new AgentInput.Halted(FIRST)).effects())
                .containsExactly(new AgentEffect.Launch(SECOND, spec(2), false));
    }

    @Test
    void stop_whileStarting_refusesTheStartAndHaltsOnceLaunched() {
        feed(start(1, FIRST, 1));
        assertThat(feed(new AgentInput.Stop(2, FIRST)).effects()).isEmpty();

        Step<AgentRecord, AgentEffect> launched = feed(new AgentInput.Launched(FIRST));
        assertThat(launched.records()).isEmpty();
        assertThat(launched.effects()).contains(new AgentEffect.Halt(FIRST));

        assertThat(feed(new AgentInput.Halted(FIRST)).effects())
                .containsExactly(new AgentEffect.Answer(2, new AgentAnswer.Done()));
        assertThat(core.snapshot()).isEmpty();
    }

    @Test
    void stop_isRecordedBeforeTheHalt() {
        run(FIRST, 1);

        Step<AgentRecord, AgentEffect> stopped = feed(new AgentInput.Stop(2, FIRST));

        assertThat(stopped.records()).containsExactly(new AgentRecord.Removed(FIRST));
        assertThat(stopped.effects()).containsExactly(new AgentEffect.Halt(FIRST));
        assertThat(core.snapshot()).isEmpty();
    }

    @Test
    void stop_ofAnUnknownInstance_saysSo() {
        assertThat(feed(new AgentInput.Stop(3, FIRST)).effects())
                .containsExactly(new AgentEffect.Answer(3, new AgentAnswer.Unknown(FIRST)));
    }

    @Test
    void stop_repeated_isNoMistakeUntilAReset() {
        run(FIRST, 1);
        feed(new AgentInput.Stop(2, FIRST));
        feed(new AgentInput.Halted(FIRST));

        assertThat(feed(new AgentInput.Stop(3, FIRST)).effects())
                .containsExactly(new AgentEffect.Answer(3, new AgentAnswer.Done()));
        feed(new AgentInput.Reset(4));
        assertThat(feed(new AgentInput.Stop(5, FIRST)).effects())
                .containsExactly(new AgentEffect.Answer(5, new AgentAnswer.Unknown(FIRST)));
    }

    @Test
    void patch_isAnsweredAndRecordedOnlyWhenItIsInForce() {
        run(FIRST, 1);
        Patch patch = patch(FIRST);

        assertThat(feed(new AgentInput.ApplyPatch(2, patch)).effects())
                .containsExactly(new AgentEffect.SetChannels(FIRST, patch));

        Step<AgentRecord, AgentEffect> tried = feed(tried(FIRST));
        assertThat(tried.records()).containsExactly(new AgentRecord.Patched(FIRST, patch));
        assertThat(tried.effects())
                .containsExactly(new AgentEffect.Answer(2, new AgentAnswer.Done()));
    }

    @Test
    void patch_thatIsRefused_isAnsweredWithTheReasonAndTheOldOneStays() {
        run(FIRST, 1);
        feed(new AgentInput.ApplyPatch(2, patch(FIRST)));
        feed(tried(FIRST));
        List<AgentRecord> before = core.snapshot();

        feed(new AgentInput.ApplyPatch(3, new Patch(FIRST.value(), Map.of(), List.of())));
        Step<AgentRecord, AgentEffect> refused =
                feed(new AgentInput.PatchTried(FIRST, Optional.of("no output")));

        assertThat(refused.records()).isEmpty();
        assertThat(refused.effects())
                .containsExactly(
                        new AgentEffect.Answer(3, new AgentAnswer.NotPatched("no output")));
        assertThat(core.snapshot()).isEqualTo(before);
    }

    @Test
    void patches_ofOneInstance_areTriedOneAfterTheOther() {
        run(FIRST, 1);
        Patch second = new Patch(FIRST.value(), Map.of(), List.of());
        feed(new AgentInput.ApplyPatch(2, patch(FIRST)));
        assertThat(feed(new AgentInput.ApplyPatch(3, second)).effects()).isEmpty();

        assertThat(feed(tried(FIRST)).effects())
                .containsExactly(
                        new AgentEffect.Answer(2, new AgentAnswer.Done()),
                        new AgentEffect.SetChannels(FIRST, second));
        assertThat(feed(tried(FIRST)).records())
                .containsExactly(new AgentRecord.Patched(FIRST, second));
    }

    @Test
    void patches_withoutEnd_areRefused() {
        run(FIRST, 1);
        for (int i = 0; i < 64; i++) {
            feed(new AgentInput.ApplyPatch(100 + i, patch(FIRST)));
        }

        assertThat(feed(new AgentInput.ApplyPatch(2, patch(FIRST))).effects())
                .containsExactly(
                        new AgentEffect.Answer(
                                2,
                                new AgentAnswer.NotPatched("too many patches of it are waiting")));
    }

    @Test
    void stop_whilePatching_answersEveryCaller() {
        run(FIRST, 1);
        feed(new AgentInput.ApplyPatch(2, patch(FIRST)));
        feed(new AgentInput.ApplyPatch(3, patch(FIRST)));

        assertThat(feed(new AgentInput.Stop(4, FIRST)).effects())
                .containsExactly(
                        new AgentEffect.Answer(2, new AgentAnswer.Unknown(FIRST)),
                        new AgentEffect.Answer(3, new AgentAnswer.Unknown(FIRST)),
                        new AgentEffect.Halt(FIRST));
        assertThat(feed(tried(FIRST))).isEqualTo(Step.nothing());
        feed(new AgentInput.Halted(FIRST));
        assertThat(feed(tried(FIRST))).isEqualTo(Step.nothing());
    }

    @Test
    void patch_ofAnUnknownInstance_saysSo() {
        assertThat(feed(new AgentInput.ApplyPatch(2, patch(FIRST))).effects())
                .containsExactly(new AgentEffect.Answer(2, new AgentAnswer.Unknown(FIRST)));
    }

    @Test
    void patch_whileStarting_isTriedOnceLaunched() {
        feed(start(1, FIRST, 1));
        Patch patch = patch(FIRST);
        assertThat(feed(new AgentInput.ApplyPatch(2, patch)).effects()).isEmpty();

        assertThat(feed(new AgentInput.Launched(FIRST)).effects())
                .containsExactly(
                        new AgentEffect.Answer(1, new AgentAnswer.Started(FIRST)),
                        new AgentEffect.SetChannels(FIRST, patch));
        assertThat(feed(tried(FIRST)).records())
                .containsExactly(new AgentRecord.Patched(FIRST, patch));
    }

    @Test
    void patch_ofOneThatIsRefused_isAnswered() {
        feed(start(1, FIRST, 1));
        feed(new AgentInput.ApplyPatch(2, patch(FIRST)));

        assertThat(feed(new AgentInput.LaunchRefused(FIRST, REFUSAL)).effects())
                .contains(new AgentEffect.Answer(2, new AgentAnswer.Unknown(FIRST)));
    }

    @Test
    void recover_launchesWhatWasAcceptedAndPatchesIt() {
        run(FIRST, 3);
        Patch patch = patch(FIRST);
        feed(new AgentInput.ApplyPatch(2, patch));
        feed(tried(FIRST));
        PeerUpdate peer = new PeerUpdate.Add(new NodeId(new UUID(9, 9)), "http://127.0.0.1:7106");
        feed(new AgentInput.ChangePeers(3, peer));

        AgentCore restarted = new AgentCore();
        core.snapshot().forEach(restarted::restore);

        assertThat(restarted.step(0, new AgentInput.Recover(0)).effects())
                .containsExactly(
                        new AgentEffect.SetPeers(peer),
                        new AgentEffect.Launch(FIRST, spec(3), true),
                        new AgentEffect.KeepCode(Set.of()),
                        new AgentEffect.Answer(0, new AgentAnswer.Done()));
        Step<AgentRecord, AgentEffect> launched = restarted.step(0, new AgentInput.Launched(FIRST));
        assertThat(launched.records()).isEmpty();
        assertThat(launched.effects()).containsExactly(new AgentEffect.SetChannels(FIRST, patch));
    }

    @Test
    void recover_refused_forgetsTheInstance() {
        AgentCore restarted = new AgentCore();
        restarted.restore(new AgentRecord.Accepted(FIRST, spec(1)));
        restarted.step(0, new AgentInput.Recover(0));

        assertThat(restarted.step(0, new AgentInput.LaunchRefused(FIRST, REFUSAL)).records())
                .containsExactly(new AgentRecord.Removed(FIRST));
    }

    @Test
    void reset_isAnsweredWhenEverythingIsGone() {
        run(FIRST, 1);
        Step<AgentRecord, AgentEffect> reset = feed(new AgentInput.Reset(9));
        assertThat(reset.records()).containsExactly(new AgentRecord.Removed(FIRST));
        assertThat(reset.effects()).containsExactly(new AgentEffect.Halt(FIRST));

        assertThat(feed(new AgentInput.Halted(FIRST)).effects())
                .containsExactly(new AgentEffect.Answer(9, new AgentAnswer.Done()));
    }

    @Test
    void reset_dropsTheSuccessorThatWaits() {
        run(FIRST, 1);
        feed(start(2, SECOND, 2));

        assertThat(feed(new AgentInput.Reset(9)).effects())
                .singleElement()
                .isInstanceOfSatisfying(
                        AgentEffect.Answer.class,
                        answer -> {
                            assertThat(answer.ticket()).isEqualTo(2);
                            assertThat(answer.answer()).isInstanceOf(AgentAnswer.Refused.class);
                        });

        assertThat(feed(new AgentInput.Halted(FIRST)).effects())
                .containsExactly(new AgentEffect.Answer(9, new AgentAnswer.Done()));
        assertThat(core.snapshot()).isEmpty();
    }

    @Test
    void reset_waitsForWhatIsStillStarting() {
        feed(start(1, FIRST, 1));

        assertThat(feed(new AgentInput.Reset(9)).effects()).isEmpty();

        assertThat(feed(new AgentInput.Launched(FIRST)).effects())
                .contains(new AgentEffect.Halt(FIRST));
        assertThat(feed(new AgentInput.Halted(FIRST)).effects())
                .containsExactly(new AgentEffect.Answer(9, new AgentAnswer.Done()));
    }

    @Test
    void reset_waitsForAStartThatIsRefused() {
        feed(start(1, FIRST, 1));
        feed(new AgentInput.Reset(9));

        assertThat(feed(new AgentInput.LaunchRefused(FIRST, REFUSAL)).effects())
                .contains(new AgentEffect.Answer(9, new AgentAnswer.Done()));
    }

    @Test
    void reset_ofNothing_isAnsweredAtOnce() {
        assertThat(feed(new AgentInput.Reset(9)).effects())
                .containsExactly(new AgentEffect.Answer(9, new AgentAnswer.Done()));
    }

    private static AgentInput tried(PhysicalId id) {
        return new AgentInput.PatchTried(id, Optional.empty());
    }

    private void run(PhysicalId id, long epoch) {
        feed(start(1, id, epoch));
        feed(new AgentInput.Launched(id));
    }

    private Step<AgentRecord, AgentEffect> feed(AgentInput input) {
        return core.step(0, input);
    }

    private static AgentInput.Start start(long ticket, PhysicalId fresh, long epoch) {
        return new AgentInput.Start(ticket, fresh, spec(epoch));
    }

    private static ComponentSpec spec(long epoch) {
        return new ComponentSpec.Resource(
                new ResourceSpec(
                        "file-log",
                        Map.of("filename", "a.log"),
                        "workflow",
                        Optional.of(new Placement(LOGICAL, epoch)),
                        Optional.empty()));
    }

    private static Patch patch(PhysicalId id) {
        return new Patch(id.value(), Map.of("out", InstanceId.NONE), List.of());
    }
}
