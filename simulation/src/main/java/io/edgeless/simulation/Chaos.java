package io.edgeless.simulation;

import io.edgeless.simulation.Part.DiskFate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Draws faults for a while. Each seed has only some kinds of them, so that rare combinations come
/// up without the rest in their way.
final class Chaos {

    private static final long MILLISECOND = Duration.ofMillis(1).toNanos();
    private static final long SECOND = 1_000 * MILLISECOND;
    private static final long LOST_FOR_GOOD_MAX = 1;

    /// What can go wrong.
    enum Fault {
        CONTROLLER_DIES,
        ORCHESTRATOR_DIES,
        NODE_DIES,
        POWER_FAILS,
        CONTROLLER_LOSES_DISK,
        ORCHESTRATOR_LOSES_DISK,
        NODE_LOSES_DISK,
        NODE_VANISHES,
        NODE_MOVES,
        LINK_IS_CUT,
        PROGRAM_FREEZES,
        MESSAGES_ARE_LOST,
        MESSAGES_COME_TWICE,
        MESSAGES_ARE_SLOW,
        MESSAGES_ARE_LATE,
        PROGRAMS_DIE_IN_A_TURN,
        DISK_IS_FULL,
        WALL_CLOCK_JUMPS,
        CLOCKS_DRIFT,
        STARTS_ARE_REFUSED,
        GUESTS_TRAP
    }

    /// With these alone nothing that runs may be started again.
    private static final Set<Fault> HARMLESS =
            EnumSet.of(
                    Fault.CONTROLLER_DIES,
                    Fault.ORCHESTRATOR_DIES,
                    Fault.WALL_CLOCK_JUMPS,
                    Fault.GUESTS_TRAP);

    private final Setting setting;
    private final Cluster cluster;
    private final List<Fault> faults = new ArrayList<>();
    private boolean isOver;
    private int vanished;

    Chaos(Setting setting, Cluster cluster) {
        this.setting = setting;
        this.cluster = cluster;
        boolean isHarmless = dice().permille(150);
        for (Fault fault : Fault.values()) {
            if (dice().permille(300) && (!isHarmless || HARMLESS.contains(fault))) {
                faults.add(fault);
            }
        }
        setting.trace().note("chaos", "knows", faults);
    }

    private Dice dice() {
        return setting.dice();
    }

    /// Whether nothing that runs may be started again.
    boolean isHarmless() {
        return HARMLESS.containsAll(faults);
    }

    void begin() {
        Links links = setting.links();
        links.lostPermille = has(Fault.MESSAGES_ARE_LOST) ? 10 + dice().below(100) : 0;
        links.twicePermille = has(Fault.MESSAGES_COME_TWICE) ? 10 + dice().below(200) : 0;
        links.slowPermille = has(Fault.MESSAGES_ARE_SLOW) ? 10 + dice().below(400) : 0;
        links.latePermille = has(Fault.MESSAGES_ARE_LATE) ? 10 + dice().below(100) : 0;
        for (Part part : cluster.programs()) {
            part.setDiesInTurn(has(Fault.PROGRAMS_DIE_IN_A_TURN) ? 2 : 0);
            part.setDrift(has(Fault.CLOCKS_DRIFT) ? dice().below(81) - 40 : 0);
        }
        for (NodePart node : cluster.nodes()) {
            node.refusedPermille = has(Fault.STARTS_ARE_REFUSED) ? dice().below(300) : 0;
            node.isMoving = has(Fault.NODE_MOVES) && dice().isHeads();
        }
        next();
    }

    private boolean has(Fault fault) {
        return faults.contains(fault);
    }

    private void next() {
        if (!isOver && !faults.isEmpty()) {
            strike(dice().pick(faults));
            long pause = dice().between(SECOND / 2, 6 * SECOND);
            setting.scheduler().after(pause, this::next);
        }
    }

    private void strike(Fault fault) {
        switch (fault) {
            case CONTROLLER_DIES -> cluster.controller().bounce(DiskFate.KEPT, down());
            case CONTROLLER_LOSES_DISK -> cluster.controller().bounce(DiskFate.LOST, down());
            case ORCHESTRATOR_DIES -> domain().bounce(DiskFate.KEPT, down());
            case ORCHESTRATOR_LOSES_DISK -> domain().bounce(DiskFate.LOST, down());
            case NODE_DIES -> node().bounce(DiskFate.KEPT, down());
            case NODE_LOSES_DISK -> node().bounce(DiskFate.LOST, down());
            case NODE_MOVES -> node().bounce(DiskFate.KEPT, SECOND);
            case POWER_FAILS -> cluster.programs().forEach(this::losePower);
            case NODE_VANISHES -> vanish();
            case LINK_IS_CUT -> cut(dice().pick(cluster.links()));
            case PROGRAM_FREEZES -> program().freeze(dice().between(SECOND, 15 * SECOND));
            case DISK_IS_FULL -> program().disk().limitSpace(dice().below(2_000));
            case WALL_CLOCK_JUMPS -> program().jumpWallClock(dice().between(-7_200, 7_200));
            case GUESTS_TRAP -> trap();
            // What the others need is set at the beginning.
            case MESSAGES_ARE_LOST,
                    MESSAGES_COME_TWICE,
                    MESSAGES_ARE_SLOW,
                    MESSAGES_ARE_LATE,
                    PROGRAMS_DIE_IN_A_TURN,
                    CLOCKS_DRIFT,
                    STARTS_ARE_REFUSED -> {}
        }
    }

    private long down() {
        return dice().between(100 * MILLISECOND, (dice().isHeads() ? 40 : 3) * SECOND);
    }

    private void losePower(Part part) {
        if (dice().isHeads()) {
            part.bounce(DiskFate.TORN, down());
        }
    }

    private OrchestratorPart domain() {
        return dice().pick(cluster.domains());
    }

    private NodePart node() {
        return dice().pick(cluster.nodes());
    }

    private Part program() {
        return dice().pick(cluster.programs());
    }

    private void vanish() {
        NodePart node = node();
        boolean isNeeded = node.equals(node.home().nodes().getFirst());
        if (!isNeeded && vanished < LOST_FOR_GOOD_MAX) {
            vanished++;
            node.vanish();
        }
    }

    private void cut(List<Part> link) {
        Part one = link.getFirst();
        Part other = link.getLast();
        boolean isThere = dice().permille(700);
        boolean isBack = !isThere || dice().permille(700);
        setting.trace()
                .note(
                        one.name(),
                        isThere && isBack ? "is cut from" : "is half cut from",
                        other.name());
        if (isThere) {
            setting.links().cut(one, other);
        }
        if (isBack) {
            setting.links().cut(other, one);
        }
        setting.scheduler()
                .after(
                        dice().between(SECOND, (dice().isHeads() ? 50 : 5) * SECOND),
                        () -> {
                            setting.trace().note(one.name(), "is linked again to", other.name());
                            setting.links().mend(one, other);
                            setting.links().mend(other, one);
                        });
    }

    private void trap() {
        List<Instance> instances = List.copyOf(node().instances());
        if (!instances.isEmpty()) {
            Instance instance = dice().pick(instances);
            cluster.nodes().stream()
                    .filter(node -> node.instances().contains(instance))
                    .findFirst()
                    .ifPresent(node -> node.trap(instance));
        }
    }

    /// Ends all faults: what is down starts again, and nothing fails any more.
    void end() {
        isOver = true;
        setting.trace().note("chaos", "ends", "");
        setting.links().heal();
        for (Part part : cluster.programs()) {
            part.setDiesInTurn(0);
            part.setDrift(0);
            part.disk().limitSpace(Long.MAX_VALUE);
            part.thaw();
            part.start();
        }
        cluster.nodes().forEach(node -> node.refusedPermille = 0);
    }
}
