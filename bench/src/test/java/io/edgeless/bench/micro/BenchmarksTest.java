package io.edgeless.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.component.CallResult;
import io.edgeless.component.Outcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Each benchmark comes to its end, without JMH: two rounds, so that nothing of the first one is
/// left in the second.
class BenchmarksTest {

    private static final int ROUNDS = 2;

    @Test
    void events_onOneNode_comeToTheirEnd() throws InterruptedException {
        EventBenchmark benchmark = new EventBenchmark();
        benchmark.open();
        try {
            for (int i = 0; i < ROUNDS; i++) {
                benchmark.castLoaded();
                benchmark.castIdle();
                benchmark.call();
            }
        } finally {
            benchmark.close();
        }
    }

    @Test
    void events_betweenGuests_comeToTheirEnd() throws InterruptedException {
        WasmBenchmark benchmark = new WasmBenchmark();
        benchmark.open();
        try {
            for (int i = 0; i < ROUNDS; i++) {
                benchmark.castHopLoaded();
                benchmark.castHopIdle();
            }
            assertThat(benchmark.call()).isInstanceOf(Outcome.Reply.class);
        } finally {
            benchmark.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void events_betweenNodes_comeToTheirEnd(boolean hasStreams) throws InterruptedException {
        RemoteBenchmark benchmark = hasStreams ? new RemoteBenchmark() : new UnaryBenchmark();
        benchmark.open();
        try {
            assertThat(benchmark.call()).isInstanceOf(CallResult.Reply.class);
            for (int i = 0; i < ROUNDS; i++) {
                benchmark.send(2 * Throttle.IN_FLIGHT_MAX);
            }
        } finally {
            benchmark.close();
        }
    }

    @Test
    void fill_emptyFolder_endsWhenTheModuleIsWritten(@TempDir Path cache) throws Exception {
        MicroBench.fill(cache);
        try (Stream<Path> files = Files.list(cache)) {
            assertThat(files).hasSize(1).allSatisfy(file -> assertThat(file).isNotEmptyFile());
        }
    }
}
