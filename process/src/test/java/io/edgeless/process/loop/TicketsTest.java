package io.edgeless.process.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class TicketsTest {

    private static final Duration LONG = Duration.ofSeconds(10);

    private final Tickets<String> tickets = new Tickets<>();

    @Test
    void await_returnsTheAnswerGivenByAnotherThread() throws InterruptedException {
        try (Tickets.Ticket<String> first = tickets.open();
                Tickets.Ticket<String> second = tickets.open()) {
            Thread answering =
                    Thread.startVirtualThread(() -> {
                        tickets.complete(second.id(), "two");
                        tickets.complete(first.id(), "one");
                    });

            assertThat(first.await(LONG)).contains("one");
            assertThat(second.await(LONG)).contains("two");
            answering.join();
        }
        assertThat(tickets.size()).isZero();
    }

    @Test
    void await_withoutAnswer_isEmptyAfterTheDeadline() {
        try (Tickets.Ticket<String> ticket = tickets.open()) {
            assertThat(ticket.await(Duration.ofMillis(1))).isEmpty();
        }
    }

    @Test
    void await_interrupted_isEmptyAndStaysInterrupted() {
        try (Tickets.Ticket<String> ticket = tickets.open()) {
            Thread.currentThread().interrupt();

            assertThat(ticket.await(LONG)).isEmpty();
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void complete_whenNobodyWaits_isFalse() {
        Tickets.Ticket<String> ticket = tickets.open();
        ticket.close();

        assertThat(tickets.complete(ticket.id(), "late")).isFalse();
        assertThat(tickets.complete(12_345, "unknown")).isFalse();
    }

    @Test
    void complete_twice_keepsTheFirstAnswer() {
        try (Tickets.Ticket<String> ticket = tickets.open()) {
            assertThat(tickets.complete(ticket.id(), "first")).isTrue();
            assertThat(tickets.complete(ticket.id(), "second")).isFalse();

            assertThat(ticket.await(LONG)).contains("first");
        }
    }
}
