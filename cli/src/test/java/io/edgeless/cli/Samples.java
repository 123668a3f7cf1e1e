package io.edgeless.cli;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowInfo;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.model.WorkflowStatus;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the controller of the tests answers with.
final class Samples {

    static final WorkflowId FIRST =
            WorkflowId.parse("11111111-1111-4111-8111-111111111111").orElseThrow();
    static final WorkflowId SECOND =
            WorkflowId.parse("22222222-2222-4222-8222-222222222222").orElseThrow();
    static final LogicalId STAGE =
            LogicalId.parse("aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa").orElseThrow();
    static final LogicalId LOG =
            LogicalId.parse("bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb").orElseThrow();
    static final NodeId NODE = NodeId.parse("cccccccc-cccc-4ccc-8ccc-cccccccccccc").orElseThrow();

    static final DomainCapabilities CAPABILITIES =
            new DomainCapabilities(
                    2,
                    8,
                    4,
                    4096,
                    List.of("a", "b"),
                    0,
                    1,
                    List.of("R", "S"),
                    900,
                    1,
                    10,
                    List.of("p", "q"),
                    List.of("x", "y"));

    private Samples() {}

    /// A function and a resource, as a v1.2 controller answers (no reports), or with reports.
    static WorkflowInfo info(WorkflowId id, boolean withReports) {
        var function =
                new WorkflowFunction(
                        "stage",
                        new FunctionClass(
                                "class_1",
                                "RUST_WASM",
                                "0.1",
                                Optional.of("stage.wasm"),
                                Binary.NONE,
                                List.of("out", "err")),
                        Map.of("out", "log", "err", "log"),
                        Map.of("tee", "required", "init-payload", "a\nb"));
        var resource =
                new WorkflowResource(
                        "log", "file-log", Map.of(), Map.of("filename", "a.log", "add", "true"));
        return new WorkflowInfo(
                new WorkflowSpec(
                        List.of(function), List.of(resource), Map.of("example-body", "{}")),
                new WorkflowStatus(
                        id,
                        List.of(
                                new ComponentStatus(
                                        "stage",
                                        STAGE,
                                        "domain-1",
                                        withReports
                                                ? Optional.of(report(STAGE, "trapped", ""))
                                                : Optional.empty()),
                                new ComponentStatus(
                                        "log",
                                        LOG,
                                        "domain-1",
                                        withReports
                                                ? Optional.of(report(LOG, "", "http://1.2.3.4:7/"))
                                                : Optional.empty()))));
    }

    private static ComponentReport report(LogicalId logical, String detail, String url) {
        return new ComponentReport(
                logical, "", Optional.of(NODE), InstanceState.RUNNING, detail, 3, url);
    }
}
