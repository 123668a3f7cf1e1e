package io.edgeless.orchestrator;

import static com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility.NONE;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

import io.edgeless.api.model.Binary;
import io.edgeless.orchestrator.reconcile.ComponentSpec;
import io.edgeless.orchestrator.reconcile.OrcRecord;
import io.edgeless.process.loop.RecordCodec;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

import java.util.Optional;

/// The core's records as JSON, one object each with its type; code is named by its digest. Members
/// that are not known are ignored, so that a later version can add some.
public final class RecordJson implements RecordCodec<OrcRecord> {

    private final ObjectMapper mapper =
            JsonMapper.builder()
                    .changeDefaultVisibility(found -> found.withIsGetterVisibility(NONE))
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .addMixIn(OrcRecord.class, Tagged.class)
                    .addMixIn(ComponentSpec.class, Tagged.class)
                    .addMixIn(Binary.class, Tagged.class)
                    .build();

    /// Marks a sealed type: the name of the variant goes into the JSON.
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
    private interface Tagged {}

    @Override
    public byte[] encode(OrcRecord record) {
        return mapper.writerFor(OrcRecord.class).writeValueAsBytes(record);
    }

    @Override
    public Optional<OrcRecord> decode(byte[] bytes) {
        try {
            return Optional.ofNullable(mapper.readValue(bytes, OrcRecord.class));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
