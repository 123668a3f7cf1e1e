package io.edgeless.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class SchedulerTest {

    private final Scheduler scheduler = new Scheduler();
    private final List<String> ran = new ArrayList<>();

    private Runnable note(String name) {
        return () -> ran.add(name + "@" + scheduler.now());
    }

    @Test
    void runUntil_runsInTheOrderOfTimesThenOfPlanning() {
        scheduler.after(5, note("c"));
        scheduler.after(2, note("a"));
        scheduler.after(2, note("b"));
        scheduler.after(9, note("d"));

        scheduler.runUntil(5);

        assertThat(ran).containsExactly("a@2", "b@2", "c@5");
        assertThat(scheduler.now()).isEqualTo(5);
    }

    @Test
    void runUntil_runsWhatIsPlannedMeanwhile() {
        scheduler.after(1, () -> scheduler.after(1, note("a")));

        scheduler.runUntil(10);

        assertThat(ran).containsExactly("a@2");
        assertThat(scheduler.now()).isEqualTo(10);
    }
}
