package io.edgeless.world;

import java.util.ArrayList;
import java.util.List;

/// What tells the series of one metric apart, in the order in which it is shown.
public record Labels(List<Label> list) {

    private static final Labels NONE = new Labels(List.of());

    public Labels {
        list = List.copyOf(list);
    }

    /// One of them.
    public record Label(String key, String value) {}

    /// No labels.
    public static Labels none() {
        return NONE;
    }

    /// A single label.
    public static Labels of(String key, String value) {
        return NONE.and(key, value);
    }

    /// These and one more.
    public Labels and(String key, String value) {
        List<Label> longer = new ArrayList<>(list);
        longer.add(new Label(key, value));
        return new Labels(longer);
    }
}
