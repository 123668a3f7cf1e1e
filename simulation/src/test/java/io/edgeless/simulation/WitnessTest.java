package io.edgeless.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.Placement;
import io.edgeless.orchestrator.placement.Strategy;

import org.junit.jupiter.api.Test;

import java.util.UUID;

class WitnessTest {

    private static final LogicalId LOGICAL = new LogicalId(new UUID(1, 1));
    private static final NodeId NODE = new NodeId(new UUID(2, 1));
    private static final NodeId OTHER = new NodeId(new UUID(2, 2));

    private final Scheduler scheduler = new Scheduler();
    private final Dice dice = new Dice(1);
    private final Trace trace = new Trace(scheduler, false);
    private final Witness witness = new Witness(trace);
    private final Setting setting =
            new Setting(scheduler, dice, trace, new Links(scheduler, dice), witness, Variant.NONE);
    private final OrchestratorPart domain =
            new OrchestratorPart(
                    setting,
                    new ControllerPart(setting, new Ledger(witness)),
                    1,
                    Strategy.ROUND_ROBIN);

    private void commands(long epoch, NodeId node) {
        witness.commands(domain.name(), new Placement(LOGICAL, epoch), node);
    }

    @Test
    void startAfterAnAnsweredStop_isWrong() {
        commands(1, NODE);
        witness.stops(domain.name(), LOGICAL);
        assertThat(witness.violations()).isEmpty();

        commands(2, NODE);

        assertThat(witness.violations()).hasSize(1);
    }

    @Test
    void startByAnOrchestratorThatLostItsDisk_isNotWrong() {
        commands(3, NODE);
        witness.stops(domain.name(), LOGICAL);

        witness.diskLost(domain);
        commands(1, OTHER);

        assertThat(witness.violations()).isEmpty();
    }

    @Test
    void epochThatFalls_isWrong() {
        commands(2, NODE);

        commands(1, NODE);

        assertThat(witness.violations()).hasSize(1);
    }

    @Test
    void epochForTwoNodes_isWrong() {
        commands(2, NODE);

        commands(2, OTHER);

        assertThat(witness.violations()).hasSize(1);
    }

    @Test
    void sameViolation_isToldOnce() {
        witness.violated("something");
        witness.violated("something");

        assertThat(witness.violations()).containsExactly("something");
    }
}
