package io.edgeless.process.loop;

import io.edgeless.world.Metric;

/// What a loop counts, with the loop's name as label.
enum LoopMetric implements Metric {
    LOOP_INPUTS("Inputs handled."),
    LOOP_INPUTS_REFUSED("Inputs refused because too many were waiting."),
    LOOP_INPUTS_FAILED("Inputs on which the core threw: faults of the program."),
    LOOP_INPUTS_WAITING("Inputs that wait."),
    LOOP_EFFECTS_FAILED("Effects that could not even be started: faults of the program."),
    LOOP_RECORDS("Records written to the disk."),
    LOOP_COMPACTIONS("Snapshots written."),
    LOOP_COMPACTIONS_FAILED("Snapshots that could not be written.");

    private final String help;

    LoopMetric(String help) {
        this.help = help;
    }

    @Override
    public String help() {
        return help;
    }
}
