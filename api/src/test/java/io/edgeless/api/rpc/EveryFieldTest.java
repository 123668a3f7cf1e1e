package io.edgeless.api.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;

import io.edgeless.api.model.PeerUpdate;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// No field of the wire is forgotten by a writer. (That readers forget none is shown by the round
/// trips of the same examples.)
class EveryFieldTest {

    static Stream<Arguments> written() {
        return Stream.of(
                Arguments.of(WireComponents.write(Examples.functionSpec()), List.of()),
                Arguments.of(WireComponents.write(Examples.resourceSpec()), List.of()),
                Arguments.of(WireComponents.write(Examples.patch()), List.of()),
                Arguments.of(WireNodes.write(Examples.nodeUpdate()), List.of()),
                Arguments.of(
                        WireNodes.write(new PeerUpdate.Add(Examples.NODE, "http://10.0.0.1:1")),
                        List.of("UpdatePeersRequest.request_type")),
                Arguments.of(WireDomains.write(Examples.domainUpdate()), List.of()),
                Arguments.of(
                        WireDomains.write(Map.of(Examples.DOMAIN, Examples.domainCapabilities())),
                        List.of()),
                Arguments.of(WireWorkflows.write(Examples.workflowRequest()), List.of()),
                Arguments.of(
                        WireWorkflows.write(Examples.workflowInfo()),
                        List.of(
                                "WorkflowInstanceInfo.request.request_id",
                                "WorkflowInstanceInfo.status.workflow_id.without_code")),
                Arguments.of(
                        WireWorkflows.write(Examples.migration()),
                        List.of("MigrateWorkflowRequest.workflow_id.without_code")),
                Arguments.of(WireEvents.write(Examples.event()), List.of()),
                Arguments.of(WireLogs.write(Examples.logQuery()), List.of()),
                Arguments.of(WireLogs.write(Examples.logPage()), List.of()),
                Arguments.of(WireInventory.write(Examples.nodeListing()), List.of()),
                Arguments.of(WireInventory.write(Examples.nodeInspection()), List.of()),
                Arguments.of(WireInsight.write(Examples.nodeDetails()), List.of()));
    }

    /// @param absent fields that have their default on purpose: numbers that are zero, what only a
    ///   request has
    @ParameterizedTest
    @MethodSource("written")
    void writer_setsEveryField(Message message, List<String> absent) {
        List<String> unset = new ArrayList<>();
        collectUnset(message, message.getDescriptorForType().getName(), unset);
        assertThat(unset).isEqualTo(absent);
    }

    private static void collectUnset(Message message, String place, List<String> unset) {
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            String fieldPlace = place + "." + field.getName();
            if (field.isRepeated()) {
                if (message.getRepeatedFieldCount(field) == 0) {
                    unset.add(fieldPlace);
                }
                for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                    collectInside(message.getRepeatedField(field, i), fieldPlace, unset);
                }
            } else if (!message.hasField(field)) {
                unset.add(fieldPlace);
            } else {
                collectInside(message.getField(field), fieldPlace, unset);
            }
        }
    }

    private static void collectInside(Object value, String place, List<String> unset) {
        if (value instanceof Message message) {
            collectUnset(message, place, unset);
        }
    }
}
