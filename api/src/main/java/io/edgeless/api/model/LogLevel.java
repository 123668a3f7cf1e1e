package io.edgeless.api.model;

/// How important a line is that a function logs.
public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
}
