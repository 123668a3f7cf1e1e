package io.edgeless.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.cli.session.Terminal;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;

class ProgressTest {

    private static String shown(boolean isTerminal, boolean isColoured) {
        var text = new StringWriter();
        new Progress(new PrintWriter(text), new Terminal(isTerminal, isColoured)).show("starting");
        return text.toString();
    }

    @Test
    void terminal_isToldInColour_unlessUnwanted() {
        assertThat(shown(true, true)).isEqualTo("\u001b[2mstarting\u001b[0m\n");
        assertThat(shown(true, false)).isEqualTo("starting\n");
    }

    @Test
    void pipe_isToldNothing() {
        assertThat(shown(false, true)).isEmpty();
    }
}
