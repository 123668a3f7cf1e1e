package io.edgeless.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.PeerUpdate;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.node.agent.AgentRecord;
import io.edgeless.node.agent.ComponentSpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

class AgentRecordsTest {

    private static final PhysicalId ID = new PhysicalId(new UUID(1, 1));

    private final AgentRecords codec = new AgentRecords();

    static Stream<AgentRecord> records() {
        FunctionSpec inline = RunningNode.function("code", 3);
        FunctionSpec stored =
                inline.withBinary(new Binary.Stored(inline.code().binary().sha256().orElseThrow()));
        return Stream.of(
                new AgentRecord.Accepted(ID, new ComponentSpec.Function(stored)),
                new AgentRecord.Accepted(
                        ID, new ComponentSpec.Function(inline.withBinary(Binary.NONE))),
                new AgentRecord.Accepted(
                        ID,
                        new ComponentSpec.Resource(
                                new ResourceSpec(
                                        "file-log",
                                        Map.of("filename", "ä\n\"x\".log"),
                                        "workflow",
                                        Optional.of(new Placement(RunningNode.LOGICAL, 4)),
                                        Optional.of("file-log-1")))),
                new AgentRecord.Patched(
                        ID,
                        new Patch(
                                ID.value(),
                                Map.of("out", new InstanceId(RunningNode.ID, ID)),
                                List.of(new Placement(RunningNode.LOGICAL, 2)))),
                new AgentRecord.Removed(ID),
                new AgentRecord.PeersChanged(
                        new PeerUpdate.Add(new NodeId(new UUID(2, 2)), "http://127.0.0.1:7006")),
                new AgentRecord.PeersChanged(new PeerUpdate.Remove(new NodeId(new UUID(2, 2)))),
                new AgentRecord.PeersChanged(new PeerUpdate.Clear()),
                new AgentRecord.StateUnneeded(new StateId(new UUID(5, 5))),
                new AgentRecord.StateSettled(new StateId(new UUID(5, 5))));
    }

    @ParameterizedTest
    @MethodSource("records")
    void record_comesBackAsItWas(AgentRecord record) {
        assertThat(codec.decode(codec.encode(record))).contains(record);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "{\"type\":\"Nothing\"}",
                "{\"type\":\"Removed\"}",
                "{\"type\":\"Removed\""
            })
    void garbage_isNoRecord(String text) {
        assertThat(codec.decode(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void recordCutAnywhere_isNoRecord() {
        byte[] whole = codec.encode(new AgentRecord.Removed(ID));
        for (int length = 0; length < whole.length; length++) {
            assertThat(codec.decode(java.util.Arrays.copyOf(whole, length))).isEmpty();
        }
    }
}
