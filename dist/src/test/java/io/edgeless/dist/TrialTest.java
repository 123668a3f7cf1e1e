package io.edgeless.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.model.WorkflowStatus;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class TrialTest {

    private static final LogicalId LOGICAL =
            LogicalId.parse("aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa").orElseThrow();

    private static List<String> lines(Map<String, String> configuration, String body)
            throws InterruptedException {
        var workflow =
                new WorkflowSpec(
                        List.of(),
                        List.of(
                                new WorkflowResource(
                                        "in", "http-ingress", Map.of(), configuration)),
                        body.isEmpty() ? Map.of() : Map.of("example-body", body));
        var report =
                new ComponentReport(
                        LOGICAL,
                        "",
                        Optional.empty(),
                        InstanceState.RUNNING,
                        "",
                        0,
                        "http://127.0.0.1:7008/");
        var status =
                new WorkflowStatus(
                        new WorkflowId(LOGICAL.value()),
                        List.of(new ComponentStatus("in", LOGICAL, "d", Optional.of(report))));
        return new Trial(workflow, () -> status).lines();
    }

    @Test
    void ingress_isShownWithACommandToCopy() throws InterruptedException {
        assertThat(lines(Map.of("host", "a.eu", "methods", "POST, PUT"), "{\"a\":1}"))
                .containsExactly(
                        "ingress  http://127.0.0.1:7008/",
                        "try      curl -X POST -H 'Host: a.eu' --data '{\"a\":1}'"
                                + " http://127.0.0.1:7008/");
        assertThat(lines(Map.of(), "")).last().isEqualTo("try      curl http://127.0.0.1:7008/");
    }

    @Test
    void texts_ofTheWorkflow_stayOneArgumentOfTheShell() throws InterruptedException {
        assertThat(lines(Map.of("methods", "x;reboot"), "it's $(reboot)"))
                .last()
                .isEqualTo(
                        "try      curl -X 'x;reboot' --data 'it'\\''s $(reboot)'"
                                + " http://127.0.0.1:7008/");
    }

    @Test
    void noIngress_isNothingToTry() throws InterruptedException {
        var workflow = new WorkflowSpec(List.of(), List.of(), Map.of());

        assertThat(
                        new Trial(
                                        workflow,
                                        () -> {
                                            throw new AssertionError("not asked");
                                        })
                                .lines())
                .isEmpty();
    }
}
