package io.edgeless.api.model;

/// The trace a chain of events belongs to, passed through unchanged (16 + 8 bytes on the wire).
public record TraceContext(long traceHigh, long traceLow, long span) {

    /// The context of events that come from outside.
    public static final TraceContext NONE = new TraceContext(0, 0, 0);
}
