package io.edgeless.world;

import java.util.Locale;

/// Something that is counted or measured. Each module lists its metrics as constants of an enum.
public interface Metric {

    /// The constant's name, in upper case.
    String name();

    /// One sentence on what it says.
    String help();

    /// The name on the metrics page.
    default String exported() {
        return "edgeless_" + name().toLowerCase(Locale.ROOT);
    }
}
