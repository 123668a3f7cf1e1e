package io.edgeless.cli.session;

/// Whether standard error is read by a person, and may be coloured.
///
/// @param isRead false in pipes and files
public record Terminal(boolean isRead, boolean isColoured) {

    /// Set by the launcher, because the JVM does not know whether standard error is a terminal.
    private static final String PROPERTY = "edgeless.terminal";

    private static final String DIM = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";

    /// The one that this process writes to.
    public static Terminal current() {
        return new Terminal(
                Boolean.getBoolean(PROPERTY),
                System.getenv().getOrDefault("NO_COLOR", "").isEmpty());
    }

    /// A text that is less important than results.
    public String dim(String text) {
        return isColoured ? DIM + text + PLAIN : text;
    }
}
