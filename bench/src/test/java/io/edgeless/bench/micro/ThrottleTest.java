package io.edgeless.bench.micro;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeless.bench.measure.BenchException;
import io.edgeless.component.Outcome;
import io.edgeless.dataplane.Port;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;

class ThrottleTest {

    private final Plane plane = new Plane(true);
    private final Port sender = plane.open(port -> event -> Outcome.NO_REPLY);

    @AfterEach
    void close() {
        plane.close();
    }

    @Test
    void cast_nothingArrives_stopsAtTheBoundAndSaysWhatIsKnown() throws InterruptedException {
        Throttle throttle = throttle();
        for (int i = 0; i < Throttle.IN_FLIGHT_MAX; i++) {
            throttle.cast(sender, new byte[1]);
        }
        assertThatThrownBy(() -> throttle.cast(sender, new byte[1]))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("none arrived")
                .hasMessageContaining("3 dropped");
    }

    @Test
    void cast_someArrived_goesOn() throws InterruptedException {
        Throttle throttle = throttle();
        for (int i = 0; i < Throttle.IN_FLIGHT_MAX; i++) {
            throttle.cast(sender, new byte[1]);
            throttle.arrived();
        }
        throttle.cast(sender, new byte[1]);
    }

    @Test
    void castPatiently_channelNotMapped_saysWhatIsCounted() {
        sender.patch(java.util.Map.of(), java.util.List.of());
        assertThatThrownBy(() -> Throttle.castPatiently(sender, new byte[1], plane::counted))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("UNKNOWN_CHANNEL")
                .hasMessageContaining("unknown_channel 1");
    }

    private Throttle throttle() {
        Plane.connect(sender, plane.open(port -> event -> Outcome.NO_REPLY).self());
        return new Throttle(Duration.ofMillis(1), () -> "3 dropped");
    }
}
