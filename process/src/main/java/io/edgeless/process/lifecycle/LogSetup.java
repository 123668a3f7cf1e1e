package io.edgeless.process.lifecycle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Sends the logs of the whole process to standard error. Called once, by the process's main,
/// before anything is started.
public final class LogSetup {

    /// The environment variable with the level of our own logs: `trace`, `debug`, `info` (the
    /// default), `warn`, `error` or `off`, and after commas `LOGGER=LEVEL` for single loggers.
    public static final String LEVEL = "EDGELESS_LOG";

    /// The environment variable with the format: `text` (the default) or `json`.
    public static final String FORMAT = "EDGELESS_LOG_FORMAT";

    private static final String ROOT = "";
    private static final String OURS = "io.edgeless";

    /// What guests log.
    private static final String FUNCTIONS = "io.edgeless.function";

    /// It warns, with a stack trace, about every malformed message that a stranger sends.
    private static final String GRPC = "io.grpc";

    private LogSetup() {}

    /// Sets up what the environment says; what it says wrongly is reported there.
    public static void configure() {
        configure(System.getenv());
    }

    /// The same with the format that an option of the command line asks for.
    public static void configure(String format) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put(FORMAT, format);
        configure(environment);
    }

    /// The same without what functions log, unless the environment asks for that.
    public static void configureWithoutFunctions(String format) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put(FORMAT, format);
        environment.merge(LEVEL, FUNCTIONS + "=off", (asked, off) -> off + "," + asked);
        configure(environment);
    }

    static void configure(Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        var handler = new StandardError();
        handler.setFormatter(format(environment, problems));
        handler.setLevel(Level.ALL);
        Logger root = Logger.getLogger(ROOT);
        for (Handler old : root.getHandlers()) {
            root.removeHandler(old);
        }
        root.addHandler(handler);
        handler.set(ROOT, Level.WARNING);
        handler.set(GRPC, Level.SEVERE);
        handler.set(OURS, Level.INFO);
        for (String part : environment.getOrDefault(LEVEL, "").split(",", -1)) {
            handler.apply(part.strip(), problems);
        }
        problems.forEach(Logger.getLogger(LogSetup.class.getName())::warning);
    }

    private static LogLine format(Map<String, String> environment, List<String> problems) {
        String name = environment.getOrDefault(FORMAT, "");
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "json" -> new LogLine.Json();
            case "", "text" -> new LogLine.Text();
            default -> {
                problems.add(FORMAT + " must be text or json, but is " + name);
                yield new LogLine.Text();
            }
        };
    }

    private static Optional<Level> level(String name) {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "trace" -> Optional.of(Level.FINEST);
            case "debug" -> Optional.of(Level.FINE);
            case "info" -> Optional.of(Level.INFO);
            case "warn" -> Optional.of(Level.WARNING);
            case "error" -> Optional.of(Level.SEVERE);
            case "off" -> Optional.of(Level.OFF);
            default -> Optional.empty();
        };
    }

    /// Keeps the loggers whose level was set: the JDK itself would forget them together with their
    /// level.
    private static final class StandardError extends ConsoleHandler {

        private final List<Logger> kept = new ArrayList<>();

        void set(String name, Level level) {
            Logger logger = Logger.getLogger(name);
            logger.setLevel(level);
            kept.add(logger);
        }

        /// A part of the variable: empty, `LEVEL` or `LOGGER=LEVEL`.
        void apply(String part, List<String> problems) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? OURS : part.substring(0, equals).strip();
            Optional<Level> level = level(part.substring(equals + 1));
            if (level.isPresent()) {
                set(name, level.get());
            } else if (!part.isEmpty()) {
                problems.add(
                        LEVEL
                                + " must be trace, debug, info, warn, error or off, but holds "
                                + part);
            }
        }
    }
}
