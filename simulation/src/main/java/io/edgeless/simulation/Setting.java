package io.edgeless.simulation;

/// What all parts of one simulation share.
record Setting(
        Scheduler scheduler,
        Dice dice,
        Trace trace,
        Links links,
        Witness witness,
        Variant variant) {

    boolean is(Variant armed) {
        return variant == armed;
    }
}
