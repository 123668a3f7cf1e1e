package io.edgeless.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.concurrent.ExecutionException;

class CausesTest {

    @Test
    void text_wrappedFailure_namesEachReasonOnce() {
        Throwable failure =
                new BenchException(
                        "a start failed", new ExecutionException(new IOException("no ports")));
        assertThat(Causes.text(failure)).isEqualTo("a start failed: IOException no ports");
    }

    @Test
    void text_suppressedFailure_isNamedToo() {
        Throwable failure = new BenchException("not measured");
        failure.addSuppressed(new IllegalStateException("exit code 1"));
        assertThat(Causes.text(failure))
                .isEqualTo("not measured: IllegalStateException exit code 1");
    }

    @Test
    void text_noMessage_saysWhere() {
        assertThat(Causes.text(new IllegalStateException()))
                .startsWith("IllegalStateException at io.edgeless.bench.measure.CausesTest.");
    }

    @Test
    void text_causesInACircle_ends() {
        Throwable first = new IllegalStateException("first");
        first.initCause(new IllegalStateException("second", first));
        assertThat(Causes.text(first)).contains("first").contains("second");
    }
}
