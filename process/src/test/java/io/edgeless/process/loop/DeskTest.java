package io.edgeless.process.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.function.Predicate;

class DeskTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Tickets<Object> tickets = new Tickets<>();

    private Desk<Long, Object> desk(Predicate<Long> feed) {
        return new Desk<>(
                tickets,
                feed,
                new Desk.Failures(
                        () -> new IllegalStateException("busy"),
                        waited -> new IllegalStateException("late after " + waited)));
    }

    @Test
    void ask_answered_givesTheAnswerAndForgetsTheTicket() {
        var desk = desk(ticket -> tickets.complete(ticket, "yes"));
        assertThat(desk.ask(ticket -> ticket, String.class, PATIENCE)).isEqualTo("yes");
        assertThat(tickets.size()).isZero();
    }

    @Test
    void ask_notTaken_throwsBusy() {
        var desk = desk(ticket -> false);
        assertThatThrownBy(() -> desk.ask(ticket -> ticket, String.class, PATIENCE))
                .hasMessage("busy");
        assertThat(tickets.size()).isZero();
    }

    @Test
    void ask_notAnswered_throwsLate() {
        var desk = desk(ticket -> true);
        assertThatThrownBy(() -> desk.ask(ticket -> ticket, String.class, Duration.ofMillis(1)))
                .hasMessage("late after PT0.001S");
        assertThat(tickets.size()).isZero();
    }
}
