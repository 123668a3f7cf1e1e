package io.edgeless.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class AtExitTest {

    private final AtExit atExit = new AtExit();
    private final List<String> ended = new ArrayList<>();

    @Test
    void end_severalOwned_endsTheLastOneFirst() {
        atExit.own(() -> ended.add("folder"));
        atExit.own(() -> ended.add("process"));
        atExit.end();
        assertThat(ended).containsExactly("process", "folder");
    }

    @Test
    void end_oneFails_endsTheOthers() {
        atExit.own(() -> ended.add("folder"));
        atExit.own(() -> {
            throw new BenchException("cannot");
        });
        atExit.end();
        assertThat(ended).containsExactly("folder");
    }

    @Test
    void end_givenBack_isLeftAlone() {
        Runnable end = () -> ended.add("folder");
        atExit.own(end);
        atExit.disown(end);
        atExit.end();
        assertThat(ended).isEmpty();
    }

    @Test
    void own_tooLate_endsItAtOnce() {
        atExit.end();
        assertThatThrownBy(() -> atExit.own(() -> ended.add("process")))
                .isInstanceOf(BenchException.class);
        assertThat(ended).containsExactly("process");
    }
}
