package io.edgeless.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class ReportTest {

    private static final Report REPORT =
            new Report(
                    Machine.here(),
                    List.of(Figure.of("cast", 80, "ns").beside("queue", 40)),
                    List.of("call: no answer"));

    @Test
    void table_someFailed_showsFiguresAndWhy() {
        assertThat(REPORT.table())
                .containsPattern("cast +80\\.0 ns +queue 40\\.0 \\(2\\.00 times\\)")
                .contains("not measured: call: no answer");
    }

    @Test
    void json_someFailed_hasFiguresAndWhy() {
        assertThat(REPORT.json())
                .contains("\"name\":\"cast\",\"value\":80.0,\"unit\":\"ns\"")
                .contains("\"failures\":[\"call: no answer\"]");
    }
}
