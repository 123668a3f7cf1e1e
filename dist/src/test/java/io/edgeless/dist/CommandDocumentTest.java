package io.edgeless.dist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `docs/cli.md` has every command as its help has it.
class CommandDocumentTest {

    /// What is written by hand stands above.
    private static final String MARK =
            "<!-- From here on as the commands describe themselves. -->\n";

    @Test
    void everyCommand_isDescribedWithAnExample() {
        assertThat(CommandReference.gaps(Edgeless.commandLine(new Lifetime()))).isEmpty();
    }

    /// With `-Dedgeless.write=true` writes the file anew instead.
    @Test
    void document_isWhatTheCommandsSay() throws IOException {
        Path file = Path.of(System.getProperty("edgeless.home", "..")).resolve("docs/cli.md");
        String text = Files.readString(file);
        String preface = text.substring(0, text.indexOf(MARK) + MARK.length());
        String expected =
                preface
                        + "\n"
                        + CommandReference.of(Edgeless.commandLine(new Lifetime())).strip()
                        + "\n";
        if (Boolean.getBoolean("edgeless.write")) {
            Files.writeString(file, expected);
        }
        assertThat(Files.readString(file))
                .as("write it anew with -Dedgeless.write=true -Dtest=CommandDocumentTest")
                .isEqualTo(expected);
    }
}
