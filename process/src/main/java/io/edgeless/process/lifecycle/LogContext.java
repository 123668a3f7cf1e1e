package io.edgeless.process.lifecycle;

import org.slf4j.MDC;

import java.util.Map;

/// What lines of the log carry as fields besides their text.
public final class LogContext {

    private LogContext() {}

    /// Runs what writes lines, which carry these fields. Nothing else may happen inside: a thread
    /// that is made there would carry them for its whole life.
    public static void on(Map<String, String> fields, Runnable logging) {
        fields.forEach(MDC::put);
        try {
            logging.run();
        } finally {
            fields.keySet().forEach(MDC::remove);
        }
    }
}
