package io.edgeless.bench.measure;

import java.util.LinkedHashSet;
import java.util.Set;

/// Why a measurement failed, from what was thrown down to where it began: who measures in other
/// processes and threads gets the reason wrapped many times.
public final class Causes {

    /// Throwables; causes may go round in a circle.
    private static final int DEPTH_MAX = 16;

    private Causes() {}

    /// All different messages in one line.
    public static String text(Throwable failure) {
        Set<String> messages = new LinkedHashSet<>();
        collect(failure, messages, 0);
        return String.join(": ", messages);
    }

    private static void collect(Throwable failure, Set<String> messages, int depth) {
        if (depth >= DEPTH_MAX) {
            return;
        }
        Throwable cause = failure.getCause();
        String own = own(failure);
        boolean repeatsCause = cause != null && own.endsWith(cause.toString());
        if (!repeatsCause && messages.stream().noneMatch(message -> message.contains(own))) {
            messages.add(own);
        }
        if (cause != null) {
            collect(cause, messages, depth + 1);
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            collect(suppressed, messages, depth + 1);
        }
    }

    private static String own(Throwable failure) {
        String message = failure.getMessage();
        if (failure instanceof BenchException) {
            return String.valueOf(message);
        }
        String type = failure.getClass().getSimpleName();
        if (message != null) {
            return type + " " + message;
        }
        StackTraceElement[] places = failure.getStackTrace();
        return places.length == 0 ? type : type + " at " + places[0];
    }
}
