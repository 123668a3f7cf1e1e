package io.edgeless.node.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.EventKind;
import io.edgeless.world.Counters;
import io.edgeless.world.Labels;
import io.edgeless.world.Reading;
import io.edgeless.world.simulated.ManualClock;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.UUID;

class InstanceMetricsTest {

    private static final NodeId NODE = new NodeId(new UUID(9, 9));
    private static final PhysicalId ID = new PhysicalId(new UUID(1, 1));
    private static final PhysicalId OTHER = new PhysicalId(new UUID(2, 2));
    private static final long MILLI = 1_000_000;

    private final Counters counters = new Counters();
    private final Samples samples =
            new Samples(true, new ManualClock(), counters.counter(NodeMetric.SAMPLES_LEFT_OUT));
    private final InstanceMetrics metrics = new InstanceMetrics(NODE, samples, counters);

    private List<Counters.Series> series(String exported) {
        return counters.snapshot().stream()
                .filter(one -> one.metric().exported().equals(exported))
                .toList();
    }

    private Reading.Distribution distribution(String exported, Labels labels) {
        return series(exported).stream()
                .filter(one -> one.labels().equals(labels))
                .map(one -> (Reading.Distribution) one.reading())
                .findFirst()
                .orElseThrow();
    }

    private static Labels labels(PhysicalId id) {
        return Labels.of("node_id", NODE.toString()).and("function_id", id.toString());
    }

    @Test
    void executions_haveTheNameLabelsAndBucketsOfV12() {
        metrics.appeared(ID, "RUST_WASM");

        metrics.handled(ID, EventKind.CALL, 0, 250 * MILLI);
        metrics.handled(ID, EventKind.CAST, 0, 3_000 * MILLI);

        Labels typed = labels(ID).and("function_type", "RUST_WASM");
        Reading.Distribution calls =
                distribution("execution_times", typed.and("invocation_type", "Call"));
        assertThat(calls.count()).isEqualTo(1);
        assertThat(calls.sum()).isEqualTo(0.25);
        assertThat(calls.buckets())
                .extracting(Reading.Bucket::bound)
                .containsExactly(
                        0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, Double.POSITIVE_INFINITY);
        assertThat(calls.buckets())
                .extracting(Reading.Bucket::count)
                .containsExactly(0L, 0L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L);
        assertThat(
                        distribution("execution_times", typed.and("invocation_type", "Cast"))
                                .buckets()
                                .getLast()
                                .count())
                .isEqualTo(1);
    }

    @Test
    void transfers_haveTheNameAndLabelsOfV12() {
        metrics.appeared(ID, "RUST_WASM");

        metrics.handled(ID, EventKind.CAST, 100 * MILLI, 0);

        assertThat(distribution("transfer_times", labels(ID)).buckets().getFirst().count())
                .isEqualTo(1);
    }

    @Test
    void guests_areCountedByTheirRuntime() {
        metrics.guests("RUST_WASM", 1);
        metrics.guests("RUST_WASM", 1);
        metrics.guests("CONTAINER", 1);
        metrics.guests("RUST_WASM", -1);

        assertThat(series("function_count"))
                .extracting(one -> one.labels().list().getLast().value() + " " + one.reading())
                .containsExactlyInAnyOrder(
                        "CONTAINER Level[level=1.0]", "RUST_WASM Level[level=1.0]");
    }

    @Test
    void seriesOfAnInstance_goWithIt() {
        metrics.appeared(ID, "RUST_WASM");
        metrics.appeared(OTHER, "file-log");
        metrics.handled(ID, EventKind.CAST, 1, 1);
        metrics.failed(ID);

        metrics.gone(ID);
        metrics.handled(ID, EventKind.CAST, 1, 1);
        metrics.failed(ID);

        assertThat(counters.snapshot())
                .noneMatch(one -> one.labels().toString().contains(ID.toString()))
                .anyMatch(one -> one.labels().toString().contains(OTHER.toString()));
    }

    @Test
    void failures_areCountedForEachInstance() {
        metrics.appeared(ID, "RUST_WASM");

        metrics.failed(ID);
        metrics.failed(ID);

        assertThat(series("edgeless_function_failures"))
                .singleElement()
                .satisfies(one -> assertThat(one.reading()).isEqualTo(new Reading.Total(2)));
    }

    @Test
    void whatHappensToAllOfThem_isCounted() {
        metrics.refused();
        metrics.logLineLeftOut();
        metrics.stateNotSaved();

        for (String name :
                List.of(
                        "edgeless_starts_refused",
                        "edgeless_log_lines_left_out",
                        "edgeless_states_not_saved")) {
            assertThat(series(name))
                    .singleElement()
                    .satisfies(one -> assertThat(one.reading()).isEqualTo(new Reading.Total(1)));
        }
    }

    @Test
    void handledEvents_areSamplesToo() {
        metrics.handled(ID, EventKind.CALL, 1_000 * MILLI, 2_000 * MILLI);

        var taken = samples.take();
        assertThat(taken.transferTimes()).containsKey(ID);
        assertThat(taken.executionTimes()).containsKey(ID);
    }
}
