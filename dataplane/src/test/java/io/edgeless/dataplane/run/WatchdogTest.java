package io.edgeless.dataplane.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;

class WatchdogTest {

    private final Watchdog watchdog = new Watchdog();

    @AfterEach
    void close() {
        watchdog.close();
    }

    @Test
    void watched_isLookedAtAgainAndAgainUntilItIsRemoved() {
        AtomicInteger looks = new AtomicInteger();
        Watchdog.Watched watched = looks::incrementAndGet;
        watchdog.add(watched);
        await().until(() -> looks.get() > 3);

        watchdog.remove(watched);
        AtomicInteger others = new AtomicInteger();
        watchdog.add(others::incrementAndGet);
        await().until(() -> others.get() > 1);
        int before = looks.get();
        await().until(() -> others.get() > 4);

        assertThat(looks).hasValue(before);
    }

    @Test
    void fault_inOneThatIsWatched_leavesTheOthersWatched() {
        AtomicInteger looks = new AtomicInteger();
        watchdog.add(() -> {
            throw new IllegalStateException("a fault");
        });
        watchdog.add(looks::incrementAndGet);

        await().until(() -> looks.get() > 3);
    }

    @Test
    void add_afterNothingWasWatchedForAWhile_wakesIt() {
        for (int i = 0; i < 5; i++) {
            AtomicInteger looks = new AtomicInteger();
            Watchdog.Watched watched = looks::incrementAndGet;
            watchdog.add(watched);
            await().until(() -> looks.get() > 0);
            watchdog.remove(watched);
        }
    }
}
