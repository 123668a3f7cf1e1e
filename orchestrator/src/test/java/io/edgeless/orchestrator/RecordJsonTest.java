package io.edgeless.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.Digest;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.StatePolicy;
import io.edgeless.api.model.StateSpec;
import io.edgeless.orchestrator.nodes.KnownNode;
import io.edgeless.orchestrator.reconcile.ComponentSpec;
import io.edgeless.orchestrator.reconcile.OrcRecord;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

class RecordJsonTest {

    private static final LogicalId LOGICAL = new LogicalId(new UUID(3, 4));
    private static final NodeId NODE = new NodeId(new UUID(5, 6));

    private final RecordJson json = new RecordJson();

    static Stream<OrcRecord> records() {
        var known = new KnownNode(NODE, "http://a:1", "http://b:2", -3, true, 5_000, false);
        return Stream.of(
                new OrcRecord.NodeKnown(known),
                new OrcRecord.NodeLost(NODE),
                new OrcRecord.NodeForgotten(NODE),
                new OrcRecord.NodeCleared(NODE),
                new OrcRecord.NodeUnclear(NODE),
                new OrcRecord.Accepted(LOGICAL, new ComponentSpec.Function(function())),
                new OrcRecord.Accepted(LOGICAL, new ComponentSpec.Resource(resource())),
                new OrcRecord.Placed(LOGICAL, NODE, Optional.of("log"), 7),
                new OrcRecord.Placed(LOGICAL, NODE, Optional.empty(), 1),
                new OrcRecord.Started(LOGICAL, 7, new PhysicalId(new UUID(8, 9))),
                new OrcRecord.Unplaced(LOGICAL),
                new OrcRecord.Established(LOGICAL),
                new OrcRecord.Connected(LOGICAL, Map.of("out", LOGICAL)),
                new OrcRecord.Stopping(LOGICAL),
                new OrcRecord.Dropped(LOGICAL),
                new OrcRecord.Spent(LOGICAL, 4),
                new OrcRecord.Stopped(LOGICAL));
    }

    private static FunctionSpec function() {
        var code =
                new FunctionClass(
                        "c",
                        "RUST_WASM",
                        "0.1",
                        Optional.of("f.wasm"),
                        new Binary.Stored(Digest.of(new byte[] {1})),
                        List.of("out"));
        return new FunctionSpec(
                code,
                Map.of("a", "\u00fc"),
                new StateSpec(new StateId(new UUID(1, 1)), StatePolicy.NODE_LOCAL),
                "wf",
                Optional.of(new Placement(LOGICAL, 1)));
    }

    private static ResourceSpec resource() {
        return new ResourceSpec(
                "file-log", Map.of("k", "v"), "wf", Optional.empty(), Optional.of("log"));
    }

    @ParameterizedTest
    @MethodSource("records")
    void decode_ofEncoded_isTheSame(OrcRecord record) {
        assertThat(json.decode(json.encode(record))).contains(record);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{\"type\":\"Nothing\"}", "{\"type\":\"NodeLost\"}7"})
    void decode_ofSomethingElse_isEmpty(String text) {
        assertThat(json.decode(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
}
