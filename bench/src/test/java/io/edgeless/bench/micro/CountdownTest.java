package io.edgeless.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeless.bench.measure.BenchException;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class CountdownTest {

    private final Countdown countdown = new Countdown(Duration.ofMillis(1));

    @Test
    void count_lastOne_endsTheRound() throws InterruptedException {
        countdown.begin(2);
        assertThat(countdown.count()).isTrue();
        assertThat(countdown.count()).isFalse();
        countdown.await(() -> "nothing");
    }

    @Test
    void await_someMissing_saysHowManyAndWhatIsKnown() {
        countdown.begin(3);
        countdown.count();
        assertThatThrownBy(() -> countdown.await(() -> "2 dropped"))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("2 events did not arrive")
                .hasMessageContaining("2 dropped");
    }

    @Test
    void await_tokenStillUnderWay_waitsForIt() throws InterruptedException {
        countdown.begin(1, 2);
        assertThat(countdown.count()).as("goes on").isFalse();
        assertThatThrownBy(() -> countdown.await(() -> "nothing"))
                .hasMessageContaining("1 events did not arrive");
        countdown.count();
        countdown.await(() -> "nothing");
    }
}
