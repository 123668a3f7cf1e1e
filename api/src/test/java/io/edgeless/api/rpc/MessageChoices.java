package io.edgeless.api.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;

import io.edgeless.fuzzing.Choices;

import java.util.List;

/// Builds messages of a type from the decisions of a fuzzer, so that it need not find out by itself
/// how fields are written.
final class MessageChoices {

    private static final int DEPTH_MAX = 6;
    private static final int REPEATED_MAX = 4;
    private static final int TEXT_BYTES_MAX = 40;

    private static final List<String> TEXTS =
            List.of(
                    "",
                    "x",
                    "\u0000\n",
                    "00000000-0000-0000-0000-000000000000",
                    "fda6ce79-46df-4f96-a0d2-456f720f606c",
                    "00000000-0000-0000-0000-00000000000z",
                    "{fda6ce79-46df-4f96-a0d2-456f720f606c}",
                    "urn:uuid:fda6ce79-46df-4f96-a0d2-456f720f606c",
                    "running",
                    "-1",
                    "\ud7ff\ue000\ufffe");

    private static final List<Double> FRACTIONS =
            List.of(0.0, -0.0, 1.5, Double.NaN, Double.POSITIVE_INFINITY, -Double.MAX_VALUE);

    private final Choices choices;

    MessageChoices(Choices choices) {
        this.choices = choices;
    }

    Message message(Descriptor type) {
        return message(type, 0);
    }

    private Message message(Descriptor type, int depth) {
        var message = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            boolean isLeftOut = !choices.hasMore() || choices.below(6) == 0;
            if (isLeftOut || (depth > DEPTH_MAX && field.getJavaType() == MESSAGE)) {
                continue;
            }
            if (field.isRepeated()) {
                for (int i = choices.below(REPEATED_MAX); i > 0; i--) {
                    message.addRepeatedField(field, value(field, depth));
                }
            } else {
                message.setField(field, value(field, depth));
            }
        }
        return message.build();
    }

    private static final FieldDescriptor.JavaType MESSAGE = FieldDescriptor.JavaType.MESSAGE;

    private Object value(FieldDescriptor field, int depth) {
        return switch (field.getJavaType()) {
            case INT -> (int) choices.number();
            case LONG -> choices.number();
            case FLOAT -> choices.one(FRACTIONS).floatValue();
            case DOUBLE -> choices.one(FRACTIONS);
            case BOOLEAN -> choices.yes();
            case STRING -> choices.yes() ? choices.one(TEXTS) : choices.text(TEXT_BYTES_MAX);
            case BYTE_STRING -> ByteString.copyFrom(choices.bytes(TEXT_BYTES_MAX));
            case ENUM ->
                    field.getEnumType().findValueByNumberCreatingIfUnknown((int) choices.number());
            case MESSAGE -> message(field.getMessageType(), depth + 1);
        };
    }
}
