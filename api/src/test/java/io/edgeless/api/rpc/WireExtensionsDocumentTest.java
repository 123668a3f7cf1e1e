package io.edgeless.api.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;

import io.edgeless.api.DocumentTables;
import io.edgeless.api.rpc.wire.Wire;
import io.edgeless.api.rpc.wire.v2.WireV2;

import org.junit.jupiter.api.Test;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The document is the registry of what we added to the wire: it names exactly what there is.
class WireExtensionsDocumentTest {

    private static final int FIRST_EXTENSION = 1_000;

    private final DocumentTables document = DocumentTables.read("wire-extensions.md");

    @Test
    void fieldsInMessagesOfV12_areRegistered() {
        assertThat(document.columns("Fields in messages of v1.2", 0, 1, 2))
                .containsExactlyInAnyOrderElementsOf(
                        rows(
                                Wire.getDescriptor().getMessageTypes().stream(),
                                WireExtensionsDocumentTest::isExtension));
    }

    @Test
    void messagesOfOurOwn_areRegistered() {
        Stream<Descriptor> ours =
                Stream.concat(
                        ownMessages().stream(), WireV2.getDescriptor().getMessageTypes().stream());

        assertThat(document.columns("Messages of our own", 0, 1, 2))
                .containsExactlyInAnyOrderElementsOf(rows(ours, field -> true));
    }

    @Test
    void servicesOfOurOwn_areRegistered() {
        List<List<String>> rpcs =
                WireV2.getDescriptor().getServices().stream()
                        .flatMap(service ->
                                service.getMethods().stream()
                                        .map(rpc -> List.of(service.getFullName(), rpc.getName())))
                        .toList();

        assertThat(document.columns("Services of our own", 0, 1))
                .containsExactlyInAnyOrderElementsOf(rpcs);
    }

    private static List<List<String>> rows(
            Stream<Descriptor> messages, Predicate<FieldDescriptor> wanted) {
        return messages.flatMap(message -> message.getFields().stream())
                .filter(wanted)
                .map(field ->
                        List.of(
                                field.getContainingType().getName(),
                                field.getName(),
                                Integer.toString(field.getNumber())))
                .toList();
    }

    private static boolean isExtension(FieldDescriptor field) {
        return field.getNumber() >= FIRST_EXTENSION;
    }

    /// Messages that only extensions lead to.
    private static Set<Descriptor> ownMessages() {
        Set<Descriptor> reached = new LinkedHashSet<>();
        fields().filter(WireExtensionsDocumentTest::isExtension)
                .forEach(field -> reach(field, reached));
        // What v1.2 uses as well is not ours.
        List<Descriptor> shared =
                fields().filter(field -> !reached.contains(field.getContainingType()))
                        .filter(field -> !isExtension(field))
                        .filter(field -> field.getJavaType() == JavaType.MESSAGE)
                        .map(WireExtensionsDocumentTest::typeOf)
                        .toList();
        shared.forEach(reached::remove);
        return reached;
    }

    private static Stream<FieldDescriptor> fields() {
        return Wire.getDescriptor().getMessageTypes().stream()
                .flatMap(message -> message.getFields().stream());
    }

    private static void reach(FieldDescriptor field, Set<Descriptor> reached) {
        if (field.getJavaType() == JavaType.MESSAGE && reached.add(typeOf(field))) {
            typeOf(field).getFields().forEach(inner -> reach(inner, reached));
        }
    }

    /// The type of the values when the field is a map.
    private static Descriptor typeOf(FieldDescriptor field) {
        Descriptor type = field.getMessageType();
        if (!field.isMapField()) {
            return type;
        }
        FieldDescriptor value = type.findFieldByName("value");
        return value.getJavaType() == JavaType.MESSAGE ? value.getMessageType() : type;
    }
}
