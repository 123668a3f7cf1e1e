package io.edgeless.cli;

import io.edgeless.world.World;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;

/// What one command printed and how it ended.
record CommandRun(int exitCode, String out, String err) {

    /// Runs a command of the client.
    static CommandRun of(String... arguments) {
        return of(new StringWriter(), arguments);
    }

    /// @param err takes what is printed there, for who looks at it meanwhile
    private static CommandRun of(StringWriter err, String... arguments) {
        var out = new StringWriter();
        World world = World.real();
        try {
            CommandLine program = ClientCommands.program(world);
            program.setOut(new PrintWriter(out, true));
            program.setErr(new PrintWriter(err, true));
            int exitCode = program.execute(arguments);
            return new CommandRun(exitCode, out.toString(), err.toString());
        } finally {
            world.timers().close();
        }
    }

    /// Runs a command against this controller; the arguments come apart at blanks.
    static CommandRun on(String controllerUrl, String command) {
        return on(controllerUrl, command, new StringWriter());
    }

    private static CommandRun on(String controllerUrl, String command, StringWriter err) {
        return of(
                err,
                Stream.concat(
                                Stream.of(command.split(" ", -1)),
                                Stream.of("--controller", controllerUrl))
                        .toArray(String[]::new));
    }

    /// The same at a terminal without colours; the seconds that are shown are `N`.
    static CommandRun atTerminal(String controllerUrl, String command) {
        return atTerminal(controllerUrl, command, new StringWriter());
    }

    /// @param screen takes what is shown, for who looks at it meanwhile
    static CommandRun atTerminal(String controllerUrl, String command, StringWriter screen) {
        System.setProperty("edgeless.terminal", "true");
        try {
            CommandRun run = on(controllerUrl, command, screen);
            String err = run.err.replaceAll("\\(\\d+ s\\)", "(N s)");
            return new CommandRun(run.exitCode, run.out, err.replaceAll("\u001b\\[[02]m", ""));
        } finally {
            System.clearProperty("edgeless.terminal");
        }
    }

    List<String> outLines() {
        return out.lines().toList();
    }
}
