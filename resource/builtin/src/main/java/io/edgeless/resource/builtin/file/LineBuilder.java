package io.edgeless.resource.builtin.file;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.model.Event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/// Turns events into lines. Keeps the texts it is likely to need again (this second, the last
/// sender), as both are slow to make. Used by one thread at a time.
final class LineBuilder {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int FRACTION_DIGITS = 9;
    private static final byte[] UTC = "+00:00 ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};

    private final LogFormat format;
    private long secondOfText = Long.MIN_VALUE;
    private byte[] secondText = NOTHING;
    private InstanceId sourceOfText = InstanceId.NONE;
    private byte[] sourceText = NOTHING;

    LineBuilder(LogFormat format) {
        this.format = format;
    }

    /// The line of an event that arrived at this time (ns since 1970), with its end of line.
    byte[] line(Event event, long epochNanos) {
        byte[] second = format.hasTime() ? second(epochNanos) : NOTHING;
        byte[] source = format.hasSource() ? source(event.source()) : NOTHING;
        byte[] payload = event.payload();
        int timeLength = format.hasTime() ? second.length + FRACTION_DIGITS + UTC.length : 0;
        byte[] line = new byte[timeLength + source.length + payload.length + 1];
        int at = 0;
        if (format.hasTime()) {
            at = put(second, line, at);
            at = putFraction(Math.floorMod(epochNanos, NANOS_PER_SECOND), line, at);
            at = put(UTC, line, at);
        }
        at = put(source, line, at);
        at = put(payload, line, at);
        line[at] = '\n';
        return line;
    }

    private byte[] second(long epochNanos) {
        long second = Math.floorDiv(epochNanos, NANOS_PER_SECOND);
        if (second != secondOfText) {
            String text =
                    LocalDateTime.ofInstant(Instant.ofEpochSecond(second, 1), ZoneOffset.UTC)
                            .toString();
            secondText =
                    text.substring(0, text.indexOf('.') + 1).getBytes(StandardCharsets.US_ASCII);
            secondOfText = second;
        }
        return secondText;
    }

    private byte[] source(InstanceId source) {
        if (sourceText.length == 0 || !source.equals(sourceOfText)) {
            sourceText = (source + " ").getBytes(StandardCharsets.UTF_8);
            sourceOfText = source;
        }
        return sourceText;
    }

    private static int putFraction(long nanos, byte[] line, int at) {
        long rest = nanos;
        for (int i = FRACTION_DIGITS - 1; i >= 0; i--) {
            line[at + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + FRACTION_DIGITS;
    }

    private static int put(byte[] text, byte[] line, int at) {
        System.arraycopy(text, 0, line, at, text.length);
        return at + text.length;
    }
}
