package io.edgeless.controller;

import io.edgeless.api.id.Digest;
import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.Binary;
import io.edgeless.controller.reconcile.ControllerRecord;
import io.edgeless.process.loop.RecordCodec;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The records of the controller as JSON: one object with the name of the record's type as its only
/// key. Ids are texts; of code there is the digest. Members that are not known are ignored, so that
/// a later version can add some. Safe for concurrent use.
public final class RecordJson implements RecordCodec<ControllerRecord> {

    private static final Map<String, Class<?>> TYPES =
            Arrays.stream(ControllerRecord.class.getPermittedSubclasses())
                    .collect(Collectors.toMap(Class::getSimpleName, type -> type));

    private final JsonMapper mapper =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .addModule(ids())
                    .build();

    private static SimpleModule ids() {
        var module = new SimpleModule();
        text(module, WorkflowId.class, text -> required(WorkflowId.parse(text), text));
        text(module, LogicalId.class, text -> required(LogicalId.parse(text), text));
        text(module, StateId.class, text -> required(StateId.parse(text), text));
        text(module, DomainId.class, DomainId::new);
        module.addSerializer(Binary.class, new BinaryWriter());
        module.addDeserializer(Binary.class, new BinaryReader());
        return module;
    }

    private static <T> void text(SimpleModule module, Class<T> type, Function<String, T> parse) {
        module.addSerializer(type, new TextWriter<>(type));
        module.addDeserializer(type, new TextReader<>(type, parse));
    }

    private static <T> T required(Optional<T> id, String text) {
        return id.orElseThrow(() -> new IllegalArgumentException("not an id: " + text));
    }

    @Override
    public byte[] encode(ControllerRecord entry) {
        return mapper.writeValueAsBytes(Map.of(entry.getClass().getSimpleName(), entry));
    }

    @Override
    public Optional<ControllerRecord> decode(byte[] bytes) {
        try {
            JsonNode node = mapper.readTree(bytes);
            String name = node.propertyNames().stream().findFirst().orElse("");
            Class<?> type = TYPES.get(name);
            return type == null
                    ? Optional.empty()
                    : Optional.of((ControllerRecord) mapper.treeToValue(node.get(name), type));
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static final class TextWriter<T> extends StdSerializer<T> {

        TextWriter(Class<T> type) {
            super(type);
        }

        @Override
        public void serialize(T value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(value.toString());
        }
    }

    private static final class TextReader<T> extends StdDeserializer<T> {

        private final transient Function<String, T> parse;

        TextReader(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) {
            return parse.apply(parser.getString());
        }
    }

    private static final class BinaryWriter extends StdSerializer<Binary> {

        BinaryWriter() {
            super(Binary.class);
        }

        @Override
        public void serialize(Binary value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(value.sha256().map(Digest::hex).orElse(""));
        }
    }

    private static final class BinaryReader extends StdDeserializer<Binary> {

        BinaryReader() {
            super(Binary.class);
        }

        @Override
        public Binary deserialize(JsonParser parser, DeserializationContext context) {
            String hex = parser.getString();
            return hex.isEmpty() ? Binary.NONE : new Binary.Stored(new Digest(hex));
        }
    }
}
