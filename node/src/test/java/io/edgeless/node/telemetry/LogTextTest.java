package io.edgeless.node.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogTextTest {

    @Test
    void text_ofPeople_staysAsItIs() {
        assertThat(LogText.clean("Größe: 3 µm\t😀", 100)).isEqualTo("Größe: 3 µm\t😀");
    }

    @Test
    void controlCharacters_becomeEscapes() {
        assertThat(LogText.clean("a\nb\rc\u0000d\u001b[2Je\u007ff\u0085g", 100))
                .isEqualTo("a\\nb\\u000dc\\u0000d\\u001b[2Je\\u007ff\\u0085g");
    }

    @Test
    void whatTurnsOrBreaksLines_becomesEscapes() {
        assertThat(LogText.clean("a\u2028b\u202ec\u200bd", 100))
                .isEqualTo("a\\u2028b\\u202ec\\u200bd");
    }

    @Test
    void halfACharacter_becomesAnEscape() {
        assertThat(LogText.clean("a\ud83d", 100)).isEqualTo("a\\ud83d");
    }

    @ParameterizedTest
    @CsvSource({"0, …", "3, abc…", "4, abc…", "5, abcä…", "6, abcäx"})
    void text_isCutAtWholeCharacters(int bytesMax, String expected) {
        assertThat(LogText.clean("abcäx", bytesMax)).isEqualTo(expected);
    }
}
