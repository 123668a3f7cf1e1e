package io.edgeless.node.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.LogLevel;
import io.edgeless.api.model.LogLine;
import io.edgeless.api.model.LogPage;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.UUID;

class LogRingTest {

    private final LogRing ring = new LogRing(new LogicalId(new UUID(7, 7)));

    private void add(int lines) {
        for (int i = 0; i < lines; i++) {
            ring.add(i, LogLevel.INFO, "t", "line");
        }
    }

    private static List<Long> positions(LogPage page) {
        return page.lines().stream().map(LogLine::position).toList();
    }

    @Test
    void lines_areCountedFromOneAndReadAfterAPosition() {
        add(4);

        assertThat(positions(ring.after(0, 10))).containsExactly(1L, 2L, 3L, 4L);
        assertThat(positions(ring.after(2, 10))).containsExactly(3L, 4L);
        assertThat(positions(ring.after(0, 2))).containsExactly(1L, 2L);
        assertThat(positions(ring.after(4, 10))).isEmpty();
        assertThat(ring.after(0, 10).lost()).isZero();
    }

    @Test
    void oldestLines_goAndAreCountedAsLost() {
        add(300);

        LogPage page = ring.after(0, 1000);

        assertThat(page.lines()).hasSize(256);
        assertThat(page.lost()).isEqualTo(44);
        assertThat(ring.after(50, 1000).lost()).isZero();
        assertThat(ring.after(10, 1000).lost()).isEqualTo(34);
    }

    @Test
    void emptyRing_hasNothingAndLostNothing() {
        assertThat(ring.after(0, 10)).isEqualTo(new LogPage(List.of(), 0));
        assertThat(ring.after(10, 10)).isEqualTo(new LogPage(List.of(), 0));
    }
}
