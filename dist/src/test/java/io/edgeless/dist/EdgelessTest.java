package io.edgeless.dist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;

class EdgelessTest {

    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commands = Edgeless.commandLine(new Lifetime());
        commands.setErr(new PrintWriter(err, true));
        return commands.execute(arguments);
    }

    @Test
    void optionOfTheNode_beforeItsSubcommand_isRefused() {
        assertThat(run("node", "-c", "node.toml", "list")).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "--config-file is an option of `node`, which runs one; options of `node"
                                + " list` come after its name");
    }

    @Test
    void optionOfTheSubcommand_isTaken() {
        assertThat(run("node", "list", "-c", "no-such-file.toml")).isEqualTo(1);
        assertThat(err.toString()).contains("no-such-file.toml");
    }
}
