package io.edgeless.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.DomainUpdate;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.orchestrator.reconcile.OrcInput;
import io.edgeless.orchestrator.reconcile.Reply;
import io.edgeless.process.loop.Desk;
import io.edgeless.process.loop.Tickets;
import io.edgeless.world.simulated.ManualClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.Logger;

class SubscriptionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(60);
    private static final DomainAnswer ACCEPTED = new DomainAnswer.Accepted(false);

    /// By name and held here: the logging library forgets a logger that nobody holds.
    private final Logger logger = Logger.getLogger(Subscription.class.getName());

    private final Filter before = logger.getFilter();

    /// How many messages had been sent when something was warned of.
    private final List<Integer> warnedAfter = new CopyOnWriteArrayList<>();

    private final AtomicInteger sent = new AtomicInteger();
    private Optional<Subscription> subscription = Optional.empty();

    @BeforeEach
    void listen() {
        logger.setFilter(line -> {
            if (line.getLevel().equals(Level.WARNING)) {
                warnedAfter.add(sent.get());
            }
            return true;
        });
    }

    @AfterEach
    void close() {
        subscription.ifPresent(Subscription::close);
        logger.setFilter(before);
    }

    /// @param controller answers the message of this number, from 1
    private void start(IntFunction<DomainAnswer> controller) {
        var tickets = new Tickets<Reply>();
        var description = new Reply.Description(DomainCapabilities.NONE, 1, 0, List.of());
        var desk =
                new Desk<OrcInput, Reply>(
                        tickets,
                        input ->
                                input instanceof OrcInput.Describe(long ticket)
                                        && tickets.complete(ticket, description),
                        new Desk.Failures(
                                () -> new IllegalStateException("busy"),
                                deadline -> new IllegalStateException("late")));
        var ends =
                new Subscription.Ends(
                        (DomainUpdate update) -> controller.apply(sent.incrementAndGet()),
                        desk,
                        input -> {},
                        new ManualClock());
        subscription =
                Optional.of(
                        Subscription.start(
                                ends,
                                new Subscription.Identity(
                                        new DomainId("domain-1"), "http://127.0.0.1:1", 7, SHORT)));
    }

    private void awaitSent(int messages) {
        await().atMost(PATIENCE).until(() -> sent.get() >= messages);
    }

    private static RpcException away(int number) {
        return new RpcException(RpcException.Code.DEADLINE_EXCEEDED, "after " + number);
    }

    @Test
    void unreachableController_isWarnedOfOnceAfterTheSecondMiss() {
        start(number -> {
            throw away(number);
        });

        awaitSent(6);

        assertThat(warnedAfter).containsExactly(2);
    }

    @Test
    void singleMisses_areNotWarnedOf() {
        start(number -> {
            if (number % 2 == 1) {
                throw away(number);
            }
            return ACCEPTED;
        });

        awaitSent(7);

        assertThat(warnedAfter).isEmpty();
    }

    @Test
    void controllerThatIsAwayAgain_isWarnedOfAgain() {
        start(number -> {
            if (number != 4) {
                throw away(number);
            }
            return ACCEPTED;
        });

        awaitSent(9);

        assertThat(warnedAfter).containsExactly(2, 6);
    }

    @Test
    void refusals_areWarnedOfOnceForEachReason() {
        start(number -> new DomainAnswer.Refused(Refusal.of(number <= 3 ? "full" : "unknown")));

        awaitSent(8);

        assertThat(warnedAfter).containsExactly(1, 4);
    }
}
