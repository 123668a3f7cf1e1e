package io.edgeless.world;

/// Whatever can be read off for the metrics page.
sealed interface Measured permits Counter, Gauge, Histogram, PolledGauge {

    Reading reading();
}
