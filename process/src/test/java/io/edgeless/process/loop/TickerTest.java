package io.edgeless.process.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeless.world.simulated.ManualClock;
import io.edgeless.world.simulated.ManualTimers;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

class TickerTest {

    private static final Duration PERIOD = Duration.ofSeconds(2);

    private final ManualTimers timers = new ManualTimers(new ManualClock());
    private final AtomicInteger ticks = new AtomicInteger();

    @Test
    void ticks_onceEachPeriodUntilClosed() {
        Ticker ticker = Ticker.start(timers, PERIOD, ticks::incrementAndGet);
        timers.advance(Duration.ofMillis(1_999));
        assertThat(ticks).hasValue(0);

        timers.advance(Duration.ofMillis(4_001));
        assertThat(ticks).hasValue(3);

        ticker.close();
        timers.advance(Duration.ofSeconds(10));
        assertThat(ticks).hasValue(3);
        assertThat(timers.waiting()).isZero();
    }

    @Test
    void tickThatThrows_doesNotEndTheTicking() {
        Ticker ticker =
                Ticker.start(
                        timers,
                        PERIOD,
                        () -> {
                            if (ticks.incrementAndGet() == 1) {
                                throw new IllegalStateException("once");
                            }
                        });
        assertThatThrownBy(() -> timers.advance(PERIOD)).isInstanceOf(IllegalStateException.class);

        timers.advance(PERIOD);

        assertThat(ticks).hasValue(2);
        ticker.close();
    }

    @Test
    void close_withinATick_endsTheTicking() {
        var ticker = new AtomicReference<AutoCloseable>(() -> {});
        ticker.set(
                Ticker.start(
                        timers,
                        PERIOD,
                        () -> {
                            ticks.incrementAndGet();
                            close(ticker.get());
                        }));

        timers.advance(Duration.ofSeconds(10));

        assertThat(ticks).hasValue(1);
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
