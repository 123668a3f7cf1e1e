package io.edgeless.process.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class CloserTest {

    private final List<String> closed = new ArrayList<>();

    private AutoCloseable part(String name) {
        return () -> closed.add(name);
    }

    private static AutoCloseable broken(String message) {
        return () -> {
            throw new IllegalStateException(message);
        };
    }

    @Test
    void close_isInReverseOrderAndOnce() {
        var closer = new Closer();
        closer.own(part("a"));
        closer.own(part("b"));

        closer.close();
        closer.close();

        assertThat(closed).containsExactly("b", "a");
    }

    @Test
    void close_withBrokenParts_closesTheOthersAndReportsAll() {
        var closer = new Closer();
        closer.own(part("a"));
        closer.own(broken("first"));
        closer.own(part("b"));
        closer.own(broken("second"));

        assertThatThrownBy(closer::close)
                .isInstanceOf(ShutdownException.class)
                .hasMessage("2 parts could not be closed")
                .satisfies(e ->
                        assertThat(e.getSuppressed())
                                .extracting(Throwable::getMessage)
                                .containsExactly("second", "first"));
        assertThat(closed).containsExactly("b", "a");
    }

    @Test
    void own_afterClose_closesAtOnce() {
        var closer = new Closer();
        closer.close();

        closer.own(part("late"));

        assertThat(closed).containsExactly("late");
    }

    @Test
    void start_whenAStepThrows_closesWhatWasOpened() {
        assertThatThrownBy(() ->
                        Closer.start(closer -> {
                            closer.own(part("a"));
                            closer.own(broken("at close"));
                            throw new StartupException("no port");
                        }))
                .isInstanceOf(StartupException.class)
                .hasMessage("no port")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(closed).containsExactly("a");
    }

    @Test
    void start_returnsTheOwner() {
        Closer closer = Closer.start(parts -> parts.own(part("a")));
        assertThat(closed).isEmpty();

        closer.close();

        assertThat(closed).containsExactly("a");
    }

    @Test
    void failureOfAnOwnedProgram_isTheFailureOfTheWhole() throws InterruptedException {
        var box = new Closer();
        var node = new Closer();
        box.own(node);

        node.fail("the disk is full");
        node.fail("and more");

        assertThat(box.awaitFailure()).isEqualTo("the disk is full");
    }
}
