package io.edgeless.cli.session;

import io.edgeless.world.Clock;

import picocli.CommandLine.Model.CommandSpec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// The only way to standard output and standard error. Results go to the first, everything else to
/// the second. Control characters are shown escaped, because texts come from the network and a
/// terminal would obey them. Belongs to the thread of its command.
public final class Console {

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean isJson;

    private Console(PrintWriter out, PrintWriter err, boolean isJson) {
        this.out = out;
        this.err = err;
        this.isJson = isJson;
    }

    /// The console of a command.
    ///
    /// @param isJson whether results and errors are for programs
    public static Console of(CommandSpec command, boolean isJson) {
        return new Console(command.commandLine().getOut(), command.commandLine().getErr(), isJson);
    }

    /// Whether results and errors are for programs.
    public boolean isJson() {
        return isJson;
    }

    /// A line of the result.
    public void line(String text) {
        out.println(printable(text));
        out.flush();
    }

    /// The result for programs: one document in one line.
    public void json(JsonNode document) {
        out.println(JsonMapper.shared().writeValueAsString(document));
        out.flush();
    }

    /// What went wrong: `Error: …`, or for programs a document with the key `error`.
    public void error(String text) {
        if (isJson) {
            err.println(JsonMapper.shared().writeValueAsString(object().put("error", text)));
        } else {
            text.lines().map(Console::printable).forEach(line -> err.println("Error: " + line));
        }
        err.flush();
    }

    /// A refusal or a remark, as it is.
    public void note(String text) {
        err.println(printable(text));
        err.flush();
    }

    /// Shows a person what is being waited for, until the answer is closed; says nothing in pipes
    /// and files, and to programs. Nothing else may be printed meanwhile.
    ///
    /// @param what asked again and again, on another thread
    public Waiting waiting(Clock clock, Supplier<String> what) {
        Terminal terminal = Terminal.current();
        return terminal.isRead() && !isJson
                ? new Waiting(err, terminal, clock, what)
                : new Waiting(err);
    }

    /// Whether nobody reads the result any more, as when a pipe was closed.
    public boolean isBroken() {
        return out.checkError();
    }

    /// An empty JSON object to fill.
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// A JSON object with the entries in the order of their keys.
    public static ObjectNode object(Map<String, String> entries) {
        ObjectNode object = object();
        new TreeMap<>(entries).forEach(object::put);
        return object;
    }

    static String printable(String text) {
        if (text.chars().noneMatch(Console::isDangerous)) {
            return text;
        }
        var safe = new StringBuilder(text.length() + 16);
        text.chars()
                .forEach(c -> {
                    if (isDangerous(c)) {
                        safe.append("\\u%04x".formatted(c));
                    } else {
                        safe.append((char) c);
                    }
                });
        return safe.toString();
    }

    private static boolean isDangerous(int c) {
        return Character.isISOControl(c) && c != '\t';
    }
}
