package io.edgeless.node;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

import io.edgeless.api.model.Binary;
import io.edgeless.api.model.PeerUpdate;
import io.edgeless.node.agent.AgentRecord;
import io.edgeless.node.agent.ComponentSpec;
import io.edgeless.process.loop.RecordCodec;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

import java.util.Optional;

/// The agent's records as JSON, one object each with its type; code is named by its digest.
public final class AgentRecords implements RecordCodec<AgentRecord> {

    private final ObjectMapper mapper =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .addMixIn(AgentRecord.class, Tagged.class)
                    .addMixIn(ComponentSpec.class, Tagged.class)
                    .addMixIn(PeerUpdate.class, Tagged.class)
                    .addMixIn(Binary.class, Tagged.class)
                    .build();

    /// Marks a sealed type: the name of the variant goes into the JSON.
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
    private interface Tagged {}

    @Override
    public byte[] encode(AgentRecord record) {
        return mapper.writerFor(AgentRecord.class).writeValueAsBytes(record);
    }

    @Override
    public Optional<AgentRecord> decode(byte[] bytes) {
        try {
            return Optional.ofNullable(mapper.readValue(bytes, AgentRecord.class));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
