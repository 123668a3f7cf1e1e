package io.edgeless.simulation;

import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.Chance;
import io.edgeless.world.simulated.MemoryDisk;

import java.util.ArrayList;
import java.util.List;

/// A process of the cluster with its machine: it has a disk and clocks of its own, dies, freezes
/// and comes back. What it has planned ends with its life.
abstract class Part {

    /// What becomes of the disk when a process dies.
    enum DiskFate {
        /// Everything written stays.
        KEPT,
        /// What was not forced is torn.
        TORN,
        /// Another machine takes over, with an empty disk.
        LOST
    }

    private static final long WALL_BEGIN_SEC = 1_767_225_600;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Setting setting;
    private final String name;
    private final List<Runnable> mourners = new ArrayList<>();
    private MemoryDisk disk = new MemoryDisk();
    private int life;
    private boolean isUp;
    private boolean isGone;
    private long frozenUntil;
    private int disksLost;

    /// In parts per thousand; the monotonic clock runs that much too fast.
    private int driftPermille;

    private long clockBase;
    private long clockSetAt;
    private long wallOffsetSec;

    /// In permille of the turns of its core: dies in the middle of the effects.
    private int diesInTurnPermille;

    Part(Setting setting, String name) {
        this.setting = setting;
        this.name = name;
        clockBase = setting.dice().bits() >> 1;
    }

    final Setting setting() {
        return setting;
    }

    final String name() {
        return name;
    }

    final int life() {
        return life;
    }

    final boolean isUp() {
        return isUp;
    }

    /// Whether it never comes back.
    final boolean isGone() {
        return isGone;
    }

    final MemoryDisk disk() {
        return disk;
    }

    /// How many disks it has lost so far.
    final int disksLost() {
        return disksLost;
    }

    final void note(String what, Object detail) {
        setting.trace().note(name, what, detail);
    }

    // ---- clocks -----------------------------------------------------------------------------

    /// Its monotonic clock, in ns.
    final long clock() {
        if (setting.is(Variant.LEASE_BY_WALL_CLOCK)) {
            return wallSec() * NANOS_PER_SECOND;
        }
        long passed = setting.scheduler().now() - clockSetAt;
        return clockBase + passed + passed / 1_000 * driftPermille;
    }

    /// Its wall clock, in s since 1970.
    final long wallSec() {
        return WALL_BEGIN_SEC + wallOffsetSec + setting.scheduler().now() / NANOS_PER_SECOND;
    }

    final void setDrift(int permille) {
        clockBase = clock();
        clockSetAt = setting.scheduler().now();
        driftPermille = permille;
    }

    final void jumpWallClock(long seconds) {
        note("wall clock jumps by s", seconds);
        wallOffsetSec += seconds;
    }

    // ---- time -------------------------------------------------------------------------------

    /// Plans something for this life.
    final void after(long nanos, Runnable action) {
        int born = life;
        setting.scheduler().after(nanos, () -> inLife(born, action));
    }

    /// Runs it if that life still lasts, when the process is not frozen.
    final void inLife(int born, Runnable action) {
        long left = frozenUntil - setting.scheduler().now();
        if (life == born && left > 0) {
            setting.scheduler().after(left, () -> inLife(born, action));
        } else if (life == born) {
            action.run();
        }
    }

    /// Stops the process for a while, as a long pause of its collector does.
    final void freeze(long nanos) {
        note("is frozen for s", nanos / 1e9);
        frozenUntil = setting.scheduler().now() + nanos;
    }

    final void thaw() {
        frozenUntil = setting.scheduler().now();
    }

    // ---- life and death ---------------------------------------------------------------------

    final void start() {
        if (!isUp && !isGone) {
            life++;
            isUp = true;
            note("starts", life);
            tryToBegin();
        }
    }

    /// With a full disk it does not start; its supervisor tries again when there is room.
    private void tryToBegin() {
        try {
            begin();
        } catch (StartupException e) {
            String why = String.valueOf(e.getMessage());
            if (!why.contains("no space left")) {
                setting.witness().violated(name + " does not start: " + why);
            }
            disk.limitSpace(Long.MAX_VALUE);
            bounce(DiskFate.KEPT, NANOS_PER_SECOND);
        }
    }

    /// Has somebody told when this life ends.
    final void onDeath(Runnable told) {
        mourners.add(told);
    }

    final void die(DiskFate fate) {
        if (!isUp) {
            return;
        }
        note("dies, its disk is", fate);
        isUp = false;
        life++;
        frozenUntil = 0;
        switch (fate) {
            case KEPT -> disk.killProcess();
            case TORN -> disk.crash(new DiceChance(setting.dice()));
            case LOST -> {
                disk = new MemoryDisk();
                disksLost++;
                setting.witness().diskLost(this);
            }
        }
        end();
        List<Runnable> told = List.copyOf(mourners);
        mourners.clear();
        told.forEach(Runnable::run);
    }

    /// Dies and starts again after a while.
    final void bounce(DiskFate fate, long downNanos) {
        die(fate);
        setting.scheduler().after(downNanos, this::start);
    }

    /// Dies for good.
    final void vanish() {
        note("vanishes", "");
        die(DiskFate.KEPT);
        isGone = true;
    }

    final void setDiesInTurn(int permille) {
        diesInTurnPermille = permille;
    }

    /// Whether it dies now, in the middle of a turn of its core.
    final boolean diesInTurn() {
        return setting.dice().permille(diesInTurnPermille);
    }

    /// The process begins with what is on its disk.
    abstract void begin();

    /// The process is dead: its memory is forgotten.
    abstract void end();

    private record DiceChance(Dice dice) implements Chance {
        @Override
        public long nextLong() {
            return dice.bits();
        }

        @Override
        public int nextInt(int bound) {
            return dice.below(bound);
        }
    }
}
