package io.edgeless.resource.builtin.file;

import io.edgeless.world.Metric;

/// What the resources of this package count.
enum FileMetric implements Metric {
    FILE_LOG_LINES("Lines that file-log resources wrote"),
    FILE_LOG_FAILURES("Lines that file-log resources could not write and gave up");

    private final String help;

    FileMetric(String help) {
        this.help = help;
    }

    @Override
    public String help() {
        return help;
    }
}
