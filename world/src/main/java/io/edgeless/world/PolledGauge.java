package io.edgeless.world;

import java.util.function.DoubleSupplier;

/// A level that is asked for when somebody looks.
record PolledGauge(DoubleSupplier source) implements Measured {

    @Override
    public Reading reading() {
        return new Reading.Level(source.getAsDouble());
    }
}
