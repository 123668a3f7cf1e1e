package io.edgeless.api.rpc;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.DomainUpdate;
import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventContext;
import io.edgeless.api.model.EventKind;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.InstanceDetail;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.LogLevel;
import io.edgeless.api.model.LogLine;
import io.edgeless.api.model.LogPage;
import io.edgeless.api.model.LogQuery;
import io.edgeless.api.model.MetricReading;
import io.edgeless.api.model.Migration;
import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.model.NodeDetails;
import io.edgeless.api.model.NodeEntry;
import io.edgeless.api.model.NodeHealth;
import io.edgeless.api.model.NodeInspection;
import io.edgeless.api.model.NodeListing;
import io.edgeless.api.model.NodeStanding;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.PerformanceSamples;
import io.edgeless.api.model.PerformanceSamples.LogEntry;
import io.edgeless.api.model.PerformanceSamples.Sample;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.ProviderSpec;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.RunningInstance;
import io.edgeless.api.model.StatePolicy;
import io.edgeless.api.model.StateSpec;
import io.edgeless.api.model.TraceContext;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowInfo;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.model.WorkflowStatus;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Values in which no field has its default, so that one that gets lost on its way is missed.
final class Examples {

    static final WorkflowId WORKFLOW = new WorkflowId(uuid(1));
    static final NodeId NODE = new NodeId(uuid(2));
    static final LogicalId LOGICAL = new LogicalId(uuid(3));
    static final PhysicalId PHYSICAL = new PhysicalId(uuid(4));
    static final InstanceId INSTANCE = new InstanceId(NODE, PHYSICAL);
    static final Placement PLACEMENT = new Placement(LOGICAL, 7);
    static final DomainId DOMAIN = new DomainId("domain-7000");
    private static final long NOW = 1_795_000_000_123_456_789L;

    private Examples() {}

    static UUID uuid(long number) {
        return new UUID(0x1234_5678_9abc_4defL, 0x8000_0000_0000_0000L + number);
    }

    static FunctionClass functionClass() {
        return new FunctionClass(
                "http_processor",
                "RUST_WASM",
                "0.1",
                Optional.of("./stage_1.wasm"),
                Binary.of(new byte[] {0, 'a', 's', 'm', (byte) 0xff}),
                List.of("success_cb", "failure_cb"));
    }

    static FunctionSpec functionSpec() {
        return new FunctionSpec(
                functionClass(),
                Map.of("init-payload", "hello"),
                new StateSpec(new StateId(uuid(5)), StatePolicy.GLOBAL),
                WORKFLOW.toString(),
                Optional.of(PLACEMENT));
    }

    static ResourceSpec resourceSpec() {
        return new ResourceSpec(
                "file-log",
                Map.of("filename", "a.log"),
                WORKFLOW.toString(),
                Optional.of(PLACEMENT),
                Optional.of("host-file-log-1"));
    }

    static Patch patch() {
        return new Patch(
                PHYSICAL.value(),
                Map.of("success_cb", INSTANCE, "failure_cb", InstanceId.NONE),
                List.of(PLACEMENT, new Placement(new LogicalId(uuid(6)), Long.MAX_VALUE)));
    }

    static NodeCapabilities nodeCapabilities() {
        return new NodeCapabilities(
                8,
                "a cpu",
                2095.5f,
                4,
                32_093,
                List.of("hostname=h1", "x"),
                true,
                true,
                List.of("RUST_WASM", "CONTAINER"),
                99_106,
                2,
                "a gpu",
                16_384);
    }

    private static NodeHealth nodeHealth() {
        return new NodeHealth(
                1,
                2,
                3,
                4,
                5,
                6,
                7,
                8,
                9,
                new NodeHealth.NetworkTotals(10, 11, 12, 13, 14, 15),
                16,
                17,
                18,
                19,
                -1000,
                -1);
    }

    private static PerformanceSamples samples() {
        return new PerformanceSamples(
                Map.of(PHYSICAL, List.of(new Sample(NOW, 0.1), new Sample(NOW + 1, 0.2))),
                Map.of(PHYSICAL, List.of(new Sample(NOW, 0.3))),
                Map.of(PHYSICAL, List.of(new Sample(NOW, 0.4))),
                Map.of(PHYSICAL, List.of(new Sample(NOW, 0.5))),
                Map.of(PHYSICAL, List.of(new Sample(NOW, 0.6))),
                Map.of(PHYSICAL, List.of(new LogEntry(NOW, "target", "message"))));
    }

    static NodeUpdate nodeUpdate() {
        return new NodeUpdate(
                NODE,
                "http://10.0.0.1:7005",
                "http://10.0.0.1:7006",
                List.of(new ProviderSpec("h1-file-log-1", "file-log", List.of("out"))),
                nodeCapabilities(),
                1_795_000_000L,
                -2L,
                nodeHealth(),
                samples(),
                Optional.of(List.of(runningInstance())),
                Optional.of(Duration.ofMillis(4_321)),
                -5L);
    }

    static DomainCapabilities domainCapabilities() {
        return new DomainCapabilities(
                1,
                2,
                3,
                4,
                List.of("label"),
                5,
                6,
                List.of("RUST_WASM"),
                7,
                8,
                9,
                List.of("provider"),
                List.of("file-log"));
    }

    static ComponentReport componentReport() {
        return new ComponentReport(
                LOGICAL,
                WORKFLOW.toString(),
                Optional.of(NODE),
                InstanceState.FAILED,
                "trapped",
                4,
                "http://10.0.0.1:7008");
    }

    private static RunningInstance runningInstance() {
        return new RunningInstance(
                INSTANCE,
                Optional.of(PLACEMENT),
                InstanceState.BACKING_OFF,
                3,
                "trapped",
                "http://10.0.0.1:7008",
                -3L);
    }

    static NodeListing nodeListing() {
        return new NodeListing(List.of(nodeEntry()), Map.of(DOMAIN, "it does not tell"));
    }

    private static NodeEntry nodeEntry() {
        return new NodeEntry(
                NODE,
                DOMAIN,
                "http://10.0.0.1:7005",
                "http://10.0.0.1:7006",
                NodeStanding.OVERDUE,
                Duration.ofMillis(12),
                Duration.ofMillis(34),
                5,
                nodeCapabilities(),
                nodeHealth(),
                List.of(new ProviderSpec("h1-file-log-1", "file-log", List.of("out"))));
    }

    /// With details and a reason why there are none, so that no field is empty.
    static NodeInspection nodeInspection() {
        return new NodeInspection(nodeEntry(), Optional.of(nodeDetails()), "no details");
    }

    static NodeDetails nodeDetails() {
        return new NodeDetails(
                List.of(
                        new InstanceDetail(
                                runningInstance(),
                                WORKFLOW.toString(),
                                "class_1",
                                new InstanceDetail.Waiting(1, 2, 3, 4, 5))),
                List.of(
                        new MetricReading(
                                "edgeless_x", Map.of("reason", "full"), true, 7.5, "What it is.")),
                6);
    }

    static DomainUpdate domainUpdate() {
        return new DomainUpdate(
                DOMAIN,
                "http://10.0.0.1:7003",
                domainCapabilities(),
                1_795_000_000L,
                5,
                -3L,
                Optional.of(Duration.ofMillis(4_321)),
                Optional.of(List.of(componentReport())));
    }

    static WorkflowSpec workflowSpec() {
        return new WorkflowSpec(
                List.of(
                        new WorkflowFunction(
                                "stage_1",
                                functionClass(),
                                Map.of("success_cb", "log"),
                                Map.of("init-payload", "hello"))),
                List.of(
                        new WorkflowResource(
                                "log", "file-log", Map.of("out", "stage_1"), Map.of("a", "b"))),
                Map.of("c", "d"));
    }

    static WorkflowRequest workflowRequest() {
        return new WorkflowRequest(workflowSpec(), Optional.of("request-1"));
    }

    static WorkflowStatus workflowStatus() {
        return new WorkflowStatus(
                WORKFLOW,
                List.of(
                        new ComponentStatus(
                                "stage_1",
                                LOGICAL,
                                "domain-7000",
                                Optional.of(componentReport()))));
    }

    static WorkflowInfo workflowInfo() {
        return new WorkflowInfo(workflowSpec(), workflowStatus());
    }

    static Migration migration() {
        return new Migration(WORKFLOW, DOMAIN, Optional.of("stage_1"));
    }

    /// What a program of v1.2 takes too.
    static Event text() {
        byte[] text = "ünïcode".getBytes(StandardCharsets.UTF_8);
        return new Event(INSTANCE, INSTANCE, EventKind.CAST, 0, text, EventContext.NONE);
    }

    /// Its payload is not UTF-8.
    static Event event() {
        return new Event(
                INSTANCE,
                new InstanceId(new NodeId(uuid(8)), new PhysicalId(uuid(9))),
                EventKind.CAST,
                -5L,
                new byte[] {0, 1, (byte) 0xff, (byte) 0xfe},
                new EventContext(
                        NOW,
                        new TraceContext(0x0102_0304_0506_0708L, -1L, 0x1112_1314_1516_1718L),
                        Optional.of(PLACEMENT),
                        1_500));
    }

    static LogQuery logQuery() {
        return new LogQuery(
                WORKFLOW.toString(),
                Optional.of("stage_1"),
                List.of(LOGICAL),
                Map.of(LOGICAL, 41L),
                17);
    }

    static LogPage logPage() {
        return new LogPage(
                List.of(
                        new LogLine(
                                LOGICAL, "stage_1", 42, NOW, LogLevel.DEBUG, "target", "message")),
                3);
    }
}
