package io.edgeless.resource.builtin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgeless.world.Counters;
import io.edgeless.world.Labels;
import io.edgeless.world.World;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(60)
final class ClientWaitTest {

    private final AtomicInteger farewells = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void wait_thatIsOver_isInterruptedOnceAfterTheFarewell() throws InterruptedException {
        Thread thread = Thread.ofVirtual().start(this::waitForInterrupt);
        var wait = new ClientWait(thread);
        assertThat(wait.begin(100, farewells::incrementAndGet)).isTrue();
        wait.expire(100);
        assertThat(thread.isAlive()).isTrue();
        wait.expire(101);
        wait.expire(102);
        thread.join();
        assertThat(farewells).hasValue(1);
        assertThat(wait.isExpired()).isTrue();
        assertThat(wait.end()).isFalse();
        assertThat(wait.begin(200, () -> {})).isFalse();
    }

    @Test
    void wait_thatEndedInTime_isNotInterrupted() {
        Thread thread = Thread.ofVirtual().start(this::waitForInterrupt);
        var wait = new ClientWait(thread);
        wait.begin(100, farewells::incrementAndGet);
        assertThat(wait.end()).isTrue();
        wait.expire(101);
        assertThat(wait.begin(300, farewells::incrementAndGet)).isTrue();
        wait.expire(200);
        assertThat(wait.isExpired()).isFalse();
        assertThat(farewells).hasValue(0);
        never.countDown();
    }

    @Test
    void wait_acrossTheEndOfTheClock_isMeasuredRight() {
        var wait = new ClientWait(Thread.currentThread());
        wait.begin(Long.MIN_VALUE + 5, farewells::incrementAndGet);
        wait.expire(Long.MAX_VALUE - 5);
        assertThat(wait.isExpired()).isFalse();
    }

    @Test
    void requests_beyondTheNumberOfThreads_areRefusedAndCounted() {
        World world = World.real();
        var counters = new Counters();
        var threads =
                new RequestThreads(world, Duration.ofSeconds(60), 1, new IngressLosses(counters));
        threads.execute(this::waitForInterrupt);
        assertThatThrownBy(() -> threads.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
        Labels reason = Labels.of("reason", "too_many");
        assertThat(counters.counter(IngressMetric.HTTP_INGRESS_LOST, reason).total()).isEqualTo(1);
        never.countDown();
        await().untilAsserted(() -> threads.execute(farewells::incrementAndGet));
        await().until(() -> farewells.get() == 1);
        threads.close();
        world.timers().close();
    }

    private void waitForInterrupt() {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
