package io.edgeless.orchestrator;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.DomainUpdate;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.Renewal;
import io.edgeless.api.rpc.Domains;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.orchestrator.reconcile.OrcInput;
import io.edgeless.orchestrator.reconcile.Reply;
import io.edgeless.process.loop.Desk;
import io.edgeless.world.Clock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Keeps the lease of the domain at the controller: one thread that describes the domain every
/// interval, and soon after it changed. Without a controller the domain goes on as it is. Closed by
/// the main.
final class Subscription implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Subscription.class);
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// For the message itself, beyond the deadline of v1.2.
    private static final int DEADLINE_EXTRA_SECONDS = 1;

    /// For the core to describe the domain, which takes it no time of its own.
    private static final Duration DESCRIBE_WAIT = Duration.ofSeconds(5);

    /// Changes within this time share one message.
    private static final Duration GATHER = Duration.ofMillis(100);

    private static final int MISSES_TO_SAY = 2;

    /// For a message under way when the orchestrator closes; then it is interrupted.
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(1);

    private final Ends ends;
    private final Identity identity;
    private final Semaphore wakeUp = new Semaphore(0);
    private final Thread thread;
    private String lastTrouble = "";

    /// Messages in a row to which nobody answered; only the thread uses it.
    private int misses;

    /// Whether the last message was accepted; written by the thread, read by health checks.
    private volatile boolean isRegistered;

    /// Set by close, read by the thread.
    private volatile boolean isClosing;

    /// Where descriptions come from and where they go.
    ///
    /// @param results takes an input that must not get lost
    record Ends(
            Domains controller,
            Desk<OrcInput, Reply> desk,
            Consumer<OrcInput> results,
            Clock clock) {}

    /// What stays the same in every message of this process.
    record Identity(DomainId domain, String orchestratorUrl, long nonce, Duration interval) {}

    private Subscription(Ends ends, Identity identity) {
        this.ends = ends;
        this.identity = identity;
        thread = Thread.ofPlatform().daemon().name("domain-subscription").unstarted(this::run);
    }

    /// Starts registering.
    static Subscription start(Ends ends, Identity identity) {
        var subscription = new Subscription(ends, identity);
        subscription.thread.start();
        return subscription;
    }

    /// Has the next message sent soon. Does not block.
    void changed() {
        wakeUp.release();
    }

    /// Whether the controller accepted the last message.
    boolean isRegistered() {
        return isRegistered;
    }

    private void run() {
        try {
            while (!isClosing) {
                register();
                if (wakeUp.tryAcquire(identity.interval.toNanos(), TimeUnit.NANOSECONDS)) {
                    gather();
                }
            }
        } catch (InterruptedException e) {
            LOGGER.debug("subscription ends");
        }
    }

    /// Waits for further changes that come with the one that was told.
    private void gather() throws InterruptedException {
        long until = ends.clock.nanos() + GATHER.toNanos();
        long left = GATHER.toNanos();
        while (left > 0 && !isClosing) {
            if (wakeUp.tryAcquire(left, TimeUnit.NANOSECONDS)) {
                wakeUp.drainPermits();
            }
            left = until - ends.clock.nanos();
        }
    }

    private void register() {
        try {
            Reply.Description description =
                    ends.desk.ask(OrcInput.Describe::new, Reply.Description.class, DESCRIBE_WAIT);
            DomainAnswer answer = ends.controller.update(update(description));
            misses = 0;
            take(answer, description);
        } catch (RpcException e) {
            misses++;
            trouble("the controller cannot be reached: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            LOGGER.error("a registration at the controller failed: a fault of ours", e);
            isRegistered = false;
        }
    }

    private DomainUpdate update(Reply.Description description) {
        Duration interval = identity.interval;
        long nowSec = ends.clock.epochNanos() / NANOS_PER_SECOND;
        return new DomainUpdate(
                identity.domain,
                identity.orchestratorUrl,
                description.capabilities(),
                Renewal.deadlineSec(nowSec, interval) + DEADLINE_EXTRA_SECONDS,
                description.counter(),
                identity.nonce,
                Optional.of(Renewal.lease(interval)),
                Optional.of(description.components()));
    }

    private void take(DomainAnswer answer, Reply.Description description) {
        switch (answer) {
            case DomainAnswer.Accepted(boolean reset) -> {
                if (!isRegistered) {
                    LOGGER.info("domain {} is registered at the controller", identity.domain);
                }
                isRegistered = true;
                lastTrouble = "";
                if (reset) {
                    LOGGER.info("the controller wants domain {} empty", identity.domain);
                    ends.results.accept(new OrcInput.DropAll(description.accepted()));
                }
            }
            case DomainAnswer.Refused(Refusal refusal) ->
                    trouble("the controller refuses this domain: " + refusal.text());
        }
    }

    /// Says it once, not at every interval. A single message that nobody answers is no news yet:
    /// the other side may just be starting.
    private void trouble(String what) {
        isRegistered = false;
        boolean isNews = misses == 0 ? !what.equals(lastTrouble) : misses == MISSES_TO_SAY;
        if (isNews && !isClosing) {
            LOGGER.warn("{}; trying again every {} s", what, identity.interval.toSeconds());
            lastTrouble = what;
        }
    }

    @Override
    public void close() {
        isClosing = true;
        wakeUp.release();
        try {
            if (!thread.join(CLOSE_WAIT)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
