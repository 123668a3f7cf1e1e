package io.edgeless.systemtest.secure;

import org.slf4j.MDC;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Remembers of every line that a function logs what the process says about where it comes from.
final class GuestLines extends Handler {

    private static final Logger FUNCTIONS = Logger.getLogger("io.edgeless.function");

    private final List<Map<String, String>> contexts = new CopyOnWriteArrayList<>();

    static GuestLines listening() {
        var lines = new GuestLines();
        FUNCTIONS.addHandler(lines);
        return lines;
    }

    List<Map<String, String>> contexts() {
        return contexts;
    }

    @Override
    public void publish(LogRecord line) {
        Map<String, String> context = MDC.getCopyOfContextMap();
        contexts.add(context == null ? Map.of() : context);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        FUNCTIONS.removeHandler(this);
    }
}
