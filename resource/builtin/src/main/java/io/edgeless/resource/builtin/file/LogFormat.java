package io.edgeless.resource.builtin.file;

/// What stands in front of each line.
record LogFormat(boolean hasTime, boolean hasSource) {}
