package io.edgeless.node;

import io.edgeless.api.id.NodeId;
import io.edgeless.component.Limits;
import io.edgeless.process.grpc.Endpoint;
import io.edgeless.process.grpc.SecuritySettings;
import io.edgeless.world.SettingsReader;

import java.nio.file.Path;
import java.time.Duration;

/// The settings of a node: node.toml with the keys and defaults of v1.2, and our optional ones.
///
/// @param capabilities overrides of what is detected, by the table `user_node_capabilities`
/// @param tables the whole file, for the runtimes and resources that read their own tables
public record NodeSettings(
        General general,
        Telemetry telemetry,
        Guests guests,
        CapabilityOverrides capabilities,
        SettingsReader tables) {

    private static final long INTERVAL_SEC_MAX = 3600;
    private static final long STOP_GRACE_SEC_MAX = 60;
    private static final long STATES_MIB_MAX = 1024;
    private static final long STATES_MIB_MOST = 1 << 20;
    private static final long MIB = 1 << 20;

    /// @param dataDir everything the node keeps
    /// @param refreshInterval of the lease at the orchestrator
    /// @param security of its ports and of those it calls
    public record General(
            NodeId nodeId,
            String agentUrl,
            String agentUrlAnnounced,
            String invocationUrl,
            String invocationUrlAnnounced,
            String nodeRegisterUrl,
            Duration refreshInterval,
            Path dataDir,
            SecuritySettings security) {}

    /// @param metricsUrl empty: no metrics endpoint
    public record Telemetry(String metricsUrl, boolean performanceSamples) {}

    /// @param callTimeout of a call whose caller has no deadline of its own
    /// @param stopGrace how long a function may take to end: its running handler and `handle_stop`
    /// @param caps what a function gets at the most
    /// @param statesBytesMax of all saved states of the node together
    public record Guests(
            Duration callTimeout, Duration stopGrace, Limits caps, long statesBytesMax) {}

    /// Reads and checks node.toml; problems are reported to the reader.
    public static NodeSettings read(SettingsReader file) {
        return new NodeSettings(
                general(file.table("general")),
                telemetry(file.table("telemetry")),
                guests(file.table("guests")),
                CapabilityOverrides.read(file.table("user_node_capabilities")),
                file);
    }

    private static General general(SettingsReader table) {
        String idText = table.requiredString("node_id");
        NodeId id = NodeId.parse(idText).orElse(NodeId.NONE);
        if (table.has("node_id") && id.equals(NodeId.NONE)) {
            table.problem("node_id", "must be a UUID, but is '" + idText + "'");
        }
        String agentUrl = url(table, "agent_url");
        String invocationUrl = url(table, "invocation_url");
        return new General(
                id,
                agentUrl,
                table.string("agent_url_announced", agentUrl),
                invocationUrl,
                table.string("invocation_url_announced", invocationUrl),
                url(table, "node_register_url"),
                table.seconds(
                        "subscription_refresh_interval_sec",
                        Duration.ofSeconds(2),
                        1,
                        INTERVAL_SEC_MAX),
                table.path("data_dir", Path.of("edgeless-data", "node-" + id)),
                SecuritySettings.read(table));
    }

    private static String url(SettingsReader table, String key) {
        String text = table.requiredString(key);
        if (!text.isEmpty() && Endpoint.parse(text).isEmpty()) {
            table.problem(key, "must look like http://127.0.0.1:7005, but is " + text);
        }
        return text;
    }

    private static Telemetry telemetry(SettingsReader table) {
        return new Telemetry(
                Endpoint.optionalUrl(table, "metrics_url"),
                table.flag("performance_samples", false));
    }

    private static Guests guests(SettingsReader table) {
        return new Guests(
                table.seconds("call_timeout_sec", Duration.ofSeconds(30), 1, INTERVAL_SEC_MAX),
                table.seconds("stop_grace_sec", Duration.ofSeconds(5), 1, STOP_GRACE_SEC_MAX),
                LimitSettings.read(table),
                table.integer("states_mib_max", STATES_MIB_MAX, 1, STATES_MIB_MOST) * MIB);
    }

    /// The text of a new node.toml for one machine.
    ///
    /// @param firstPort of four: agent, invocation, metrics, HTTP ingress
    /// @param number from 1; suffix of the providers' names, which are unique in a domain
    public static String template(NodeId id, int firstPort, int number) {
        return """
        # A node: runs functions and resources.

        [general]
        node_id = "%1$s"
        agent_url = "http://127.0.0.1:%2$d"
        agent_url_announced = "http://127.0.0.1:%2$d"
        invocation_url = "http://127.0.0.1:%3$d"
        invocation_url_announced = "http://127.0.0.1:%3$d"
        node_register_url = "http://127.0.0.1:7004"
        subscription_refresh_interval_sec = 2
        # Where the node keeps its accepted set, binaries and states of functions.
        data_dir = "edgeless-data/node-%1$s"
        # Certificates: tls_config.toml if it is there, or the file named here, or none ("").
        # tls_config = "tls_config.toml"
        # true: ports without TLS may be reached from other machines.
        insecure = false

        [telemetry]
        # Counters (/metrics) and health (/healthz, /readyz). Empty: no such port.
        metrics_url = "http://127.0.0.1:%4$d"
        performance_samples = false

        [guests]
        # A call that gets no answer fails after this time.
        call_timeout_sec = 30
        # A function that is stopped has this time for its running handler and for handle_stop.
        stop_grace_sec = 5
        # Saved states of all functions together, in MiB.
        states_mib_max = 1024
        # What one function gets at the most; its annotations ask for less.
        memory_pages_max = 256
        cpu_budget_ms = 1000

        [wasm_runtime]
        enabled = true
        # How functions run: "compiled", or "interpreter" (slow, but without what compiling takes).
        tier = "compiled"
        # Their memory at first: "copy_on_write", or "flat" (faster, but all of it at once).
        memory = "copy_on_write"
        # Repair the replies of functions that the SDK of EDGELESS v1.2 frees too early.
        repair_replies = true

        [resources]
        # true: provider ids start with the name of the machine.
        prepend_hostname = true
        http_ingress_url = "http://127.0.0.1:%5$d"
        http_ingress_provider = "http-ingress-%6$d"
        http_egress_provider = "http-egress-%6$d"
        file_log_provider = "file-log-%6$d"

        [user_node_capabilities]
        # Labels for placement, and overrides of what is detected, such as num_cpus = 4.
        labels = []
        """
                .formatted(id, firstPort, firstPort + 1, firstPort + 2, firstPort + 3, number);
    }
}
