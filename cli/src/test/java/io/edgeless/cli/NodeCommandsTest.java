package io.edgeless.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.InstanceDetail;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.MetricReading;
import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.model.NodeDetails;
import io.edgeless.api.model.NodeEntry;
import io.edgeless.api.model.NodeHealth;
import io.edgeless.api.model.NodeInspection;
import io.edgeless.api.model.NodeListing;
import io.edgeless.api.model.NodeStanding;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.ProviderSpec;
import io.edgeless.api.model.RunningInstance;
import io.edgeless.api.rpc.Inventory;
import io.edgeless.api.rpc.RpcException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The output of `node …`, byte for byte.
class NodeCommandsTest {

    private static final NodeId NODE = Samples.NODE;
    private static final NodeId OLD =
            NodeId.parse("dddddddd-dddd-4ddd-8ddd-dddddddddddd").orElseThrow();

    private final FakeController controller = new FakeController();

    @AfterEach
    void close() {
        controller.close();
    }

    private CommandRun run(String command) {
        return CommandRun.on(controller.url(), command);
    }

    private static NodeEntry node() {
        return new NodeEntry(
                NODE,
                new DomainId("d2"),
                "http://10.0.0.1:7005",
                "http://10.0.0.1:7006",
                NodeStanding.CONNECTED,
                Duration.ofMillis(1_234),
                Duration.ofMillis(3_766),
                2,
                new NodeCapabilities(
                        1,
                        "Cortex-A76",
                        2400,
                        4,
                        4096,
                        List.of("edge", "lab"),
                        false,
                        true,
                        List.of("RUST_WASM"),
                        900,
                        1,
                        "gpu",
                        10),
                new NodeHealth(
                        1,
                        2,
                        2_097_152,
                        31,
                        122_880,
                        0,
                        42,
                        7,
                        5,
                        NodeHealth.NetworkTotals.NONE,
                        524_288_000,
                        0,
                        0,
                        -1,
                        -1000,
                        -1),
                List.of(new ProviderSpec("log-1", "file-log", List.of())));
    }

    private static NodeEntry old() {
        return new NodeEntry(
                OLD,
                new DomainId("d1"),
                "http://10.0.0.2:7005",
                "http://10.0.0.2:7006",
                NodeStanding.SUSPECT,
                Duration.ofMillis(4_000),
                Duration.ofMillis(500),
                0,
                NodeCapabilities.NONE,
                NodeHealth.NONE,
                List.of());
    }

    private static InstanceDetail instance() {
        return new InstanceDetail(
                new RunningInstance(
                        new InstanceId(NODE, new PhysicalId(new UUID(7, 7))),
                        Optional.of(new Placement(Samples.STAGE, 3)),
                        InstanceState.BACKING_OFF,
                        4,
                        "trapped",
                        ""),
                Samples.FIRST.toString(),
                "stage_class",
                new InstanceDetail.Waiting(5, 600, 1024, 16_777_216, 1));
    }

    private static NodeDetails details() {
        return new NodeDetails(
                List.of(instance()),
                List.of(
                        new MetricReading(
                                "edgeless_events_dropped_queue_full",
                                Map.of(),
                                true,
                                12,
                                "The mailbox was full."),
                        new MetricReading(
                                "edgeless_events_dropped_expired", Map.of(), true, 0, "Late."),
                        new MetricReading(
                                "edgeless_starts_refused",
                                Map.of("node_id", "n"),
                                true,
                                2,
                                "Not started."),
                        new MetricReading("edgeless_state_bytes", Map.of(), false, 1.5, "Bytes.")),
                0);
    }

    @Test
    void list_isATableWithEveryNode() {
        controller.listing = new NodeListing(List.of(old(), node()), Map.of());

        assertThat(run("node list"))
                .isEqualTo(
                        new CommandRun(
                                0,
                                """
                                NODE                                  DOMAIN  STATE      HEARD      INSTANCES  CORES  MEMORY    LOAD  RUNTIMES   AGENT
                                dddddddd-dddd-4ddd-8ddd-dddddddddddd  d1      suspect    4.0 s ago  0          0      0 MiB     0%    -          http://10.0.0.2:7005
                                cccccccc-cccc-4ccc-8ccc-cccccccccccc  d2      connected  1.2 s ago  2          4      4096 MiB  42%   RUST_WASM  http://10.0.0.1:7005
                                """,
                                ""));
        assertThat(run("node list --domain d2").outLines()).hasSize(2);
        assertThat(run("node list --domain d3")).isEqualTo(new CommandRun(0, "", ""));
    }

    @Test
    void list_domainThatDoesNotTell_isNamedOnStandardError() {
        controller.listing =
                new NodeListing(List.of(), Map.of(new DomainId("d1"), "it does not tell"));

        assertThat(run("node list"))
                .isEqualTo(new CommandRun(0, "", "domain d1: it does not tell\n"));
        assertThat(run("node list --json"))
                .isEqualTo(
                        new CommandRun(
                                0,
                                """
                                {"nodes":[],"silent_domains":[{"domain":"d1",\
                                "reason":"it does not tell"}]}
                                """,
                                ""));
    }

    @Test
    void list_json_hasUnitsInItsKeys() {
        controller.listing = new NodeListing(List.of(node()), Map.of());

        assertThat(run("node list --json").out())
                .startsWith(
                        """
                        {"nodes":[{"node":"cccccccc-cccc-4ccc-8ccc-cccccccccccc",\
                        "domain":"d2","state":"connected","silent_ms":1234,\
                        "lease_left_ms":3766,"agent_url":"http://10.0.0.1:7005",\
                        "invocation_url":"http://10.0.0.1:7006","placed":2,\
                        "capabilities":{"cpus":1,"cores":4,"cpu_model":"Cortex-A76",\
                        "cpu_mhz":2400.0,"memory_mib":4096,"disk_mib":900,"tee":false,\
                        "tpm":true,"gpus":1,"gpu_model":"gpu","gpu_memory_mib":10,\
                        "runtimes":["RUST_WASM"],"labels":["edge","lab"]},\
                        "health":{"load_1min_percent":42,"load_5min_percent":7,\
                        """
                                .strip())
                .endsWith(
                        """
                        "providers":[{"provider":"log-1","class":"file-log","outputs":[]}]}],\
                        "silent_domains":[]}
                        """);
    }

    @Test
    void inspect_showsWhatWaitsAndWhatWasDroppedAndWhy() {
        controller.inspections.put(NODE, new NodeInspection(node(), Optional.of(details()), ""));

        assertThat(run("node inspect " + NODE))
                .isEqualTo(
                        new CommandRun(
                                0,
                                """
                                node         cccccccc-cccc-4ccc-8ccc-cccccccccccc
                                domain       d2
                                state        connected, heard of 1.2 s ago, lease left 3.8 s
                                instances    2 placed here
                                agent        http://10.0.0.1:7005
                                invocation   http://10.0.0.1:7006
                                processor    1 CPUs (4 cores) Cortex-A76
                                gpu          1 with 10 MiB gpu
                                runtimes     RUST_WASM
                                labels       edge,lab
                                trust        TEE no, TPM yes
                                size         4096 MiB memory, 900 MiB disk
                                load         42% 7% 5% (1, 5, 15 minutes)
                                free         2048 MiB memory, 500 MiB disk
                                process      31% CPU, 120 MiB memory
                                provider     log-1 (class file-log)

                                INSTANCE                              CLASS        STATE        RESTARTS  WAITING    CALLS  WORKFLOW                              LAST ERROR
                                00000000-0000-0007-0000-000000000007  stage_class  backing_off  4         5 of 1024  1      11111111-1111-4111-8111-111111111111  trapped

                                NOT DELIVERED  COUNT
                                queue_full     12     The mailbox was full.

                                COUNTER                             VALUE
                                edgeless_starts_refused{node_id=n}  2      Not started.

                                GAUGE                 VALUE
                                edgeless_state_bytes  1.5    Bytes.
                                """,
                                ""));
    }

    @Test
    void inspect_whileADomainIsSilent_saysWhichAndNotThatTheControllerIsDown() {
        controller.failures.add(
                new RpcException(
                        RpcException.Code.UNAVAILABLE,
                        "whether there is a node x " + Inventory.NOT_KNOWN + ": domain d: late"));

        assertThat(run("node inspect " + NODE).err())
                .contains("the controller at", "answered: ", "domain d: late")
                .doesNotContain("cannot reach", "edgeless up");
    }

    @Test
    void inspect_json() {
        controller.inspections.put(NODE, new NodeInspection(node(), Optional.of(details()), ""));

        assertThat(run("node inspect --json " + NODE).out())
                .startsWith("{\"node\":\"cccccccc-")
                .contains(
                        """
                        "instances":[{"instance":"00000000-0000-0007-0000-000000000007",\
                        "class":"stage_class","workflow":"11111111-1111-4111-8111-111111111111",\
                        "logical_id":"aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa","epoch":3,\
                        "state":"backing_off","restarts":4,"last_error":"trapped","url":"",\
                        "waiting_events":5,"waiting_events_max":1024,"waiting_bytes":600,\
                        "waiting_bytes_max":16777216,"pending_calls":1}],\
                        "dropped_events":{"queue_full":12,"expired":0},"metrics":[\
                        """
                                .strip())
                .endsWith(
                        """
                        {"name":"edgeless_state_bytes","labels":{},"counter":false,\
                        "value":1.5,"help":"Bytes."}],"metrics_left_out":0}
                        """);
    }

    @Test
    void inspect_nodeThatDoesNotTell_showsWhatItsOrchestratorKnows() {
        controller.inspections.put(
                OLD, new NodeInspection(old(), Optional.empty(), "this node does not tell"));

        CommandRun text = run("node inspect " + OLD);

        assertThat(text.exitCode()).isZero();
        assertThat(text.outLines())
                .contains(
                        "state        suspect, heard of 4.0 s ago, lease left 0.5 s",
                        "details      this node does not tell");
        assertThat(run("node inspect --json " + OLD).out())
                .endsWith("\"silence\":\"this node does not tell\"}\n");
    }

    @Test
    void inspect_unknownOrMalformedNode_fails() {
        CommandRun unknown = run("node inspect " + NODE);

        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err())
                .startsWith("Error: the controller at " + controller.url())
                .contains("no domain has a node " + NODE);
        assertThat(run("node inspect x"))
                .isEqualTo(new CommandRun(1, "", "Error: x is no id of a node: see `node list`\n"));
    }

    @Test
    void controllerOfV12_doesNotOfferThis() {
        controller.failures.add(
                new RpcException(RpcException.Code.UNIMPLEMENTED, "unknown service"));

        CommandRun run = run("node list");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("does not offer this").contains("another version");
    }
}
