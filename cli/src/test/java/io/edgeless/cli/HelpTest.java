package io.edgeless.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.world.World;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

import java.util.ArrayList;
import java.util.List;

/// Every command says what it does, what it takes and how to use it.
class HelpTest {

    @Test
    void everyCommand_isDescribedWithAnExample() {
        List<String> missing = new ArrayList<>();
        World world = World.real();
        check(ClientCommands.program(world), missing);
        world.timers().close();
        assertThat(missing).isEmpty();
    }

    private static void check(CommandLine command, List<String> missing) {
        var spec = command.getCommandSpec();
        String name = spec.qualifiedName();
        if (spec.usageMessage().description().length == 0) {
            missing.add(name + " has no description");
        }
        if (!String.join("\n", spec.usageMessage().footer()).contains(name.replace("_cli", ""))) {
            missing.add(name + " has no example");
        }
        for (ArgSpec argument : spec.args()) {
            if (argument.description().length == 0) {
                missing.add(name + ": " + argument.paramLabel() + " has no description");
            }
        }
        command.getSubcommands().values().forEach(inner -> check(inner, missing));
    }

    @Test
    void help_goesToStandardOutput() {
        CommandRun run = CommandRun.of("workflow", "start", "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Usage: ", "FILE", "--timeout", "For example:");
        assertThat(run.err()).isEmpty();
    }
}
