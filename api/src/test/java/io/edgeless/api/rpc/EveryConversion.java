package io.edgeless.api.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;

import io.edgeless.api.rpc.wire.Wire;
import io.edgeless.api.rpc.wire.v2.WireV2;
import io.edgeless.fuzzing.Completeness;

import java.util.List;
import java.util.function.Function;

/// Every message of the wire that is read, requests and answers, with its way there and back.
final class EveryConversion {

    /// One message and its translation.
    record Conversion<Q extends Message, M>(Q empty, Function<Q, M> read, Function<M, Q> write) {

        /// A message of these bytes is malformed, or the value it stands for can be written and
        /// read again and stays what it is. Bytes that are no message are refused by their parser.
        @SuppressWarnings("unchecked")
        void check(byte[] bytes) {
            Q message;
            try {
                message = (Q) empty.getParserForType().parseFrom(bytes);
            } catch (InvalidProtocolBufferException e) {
                return;
            }
            M value;
            try {
                value = read.apply(message);
            } catch (Malformed e) {
                assertThat(e.problem()).isNotBlank();
                return;
            }
            checkValue(value);
        }

        @SuppressWarnings("unchecked")
        private void checkValue(M value) {
            Completeness.check(value);
            assertThat(value).hasSameHashCodeAs(value);
            assertThat(value.toString()).isNotNull();
            Q written = write.apply(value);
            try {
                Q copy = (Q) empty.getParserForType().parseFrom(written.toByteArray());
                assertThat(write.apply(read.apply(copy))).isEqualTo(written);
            } catch (InvalidProtocolBufferException | Malformed e) {
                throw new AssertionError("what was written cannot be read: " + written, e);
            }
        }
    }

    static final List<Conversion<?, ?>> ALL =
            List.of(
                    new Conversion<>(
                            Wire.SpawnWorkflowRequest.getDefaultInstance(),
                            WireWorkflows::read,
                            WireWorkflows::write),
                    new Conversion<>(
                            Wire.SpawnWorkflowResponse.getDefaultInstance(),
                            WireWorkflows::read,
                            WireWorkflows::write),
                    new Conversion<>(
                            Wire.WorkflowIdList.getDefaultInstance(),
                            WireWorkflows::read,
                            WireWorkflows::write),
                    new Conversion<>(
                            Wire.WorkflowInstanceInfo.getDefaultInstance(),
                            WireWorkflows::read,
                            WireWorkflows::write),
                    new Conversion<>(
                            Wire.MigrateWorkflowRequest.getDefaultInstance(),
                            WireWorkflows::read,
                            WireWorkflows::write),
                    new Conversion<>(
                            Wire.SpawnFunctionRequest.getDefaultInstance(),
                            WireComponents::read,
                            WireComponents::write),
                    new Conversion<>(
                            Wire.ResourceInstanceSpecification.getDefaultInstance(),
                            WireComponents::read,
                            WireComponents::write),
                    new Conversion<>(
                            Wire.StartComponentResponse.getDefaultInstance(),
                            WireComponents::read,
                            WireComponents::write),
                    new Conversion<>(
                            Wire.PatchRequest.getDefaultInstance(),
                            WireComponents::read,
                            WireComponents::write),
                    new Conversion<>(
                            Wire.UpdateDomainRequest.getDefaultInstance(),
                            WireDomains::read,
                            WireDomains::write),
                    new Conversion<>(
                            Wire.UpdateDomainResponse.getDefaultInstance(),
                            WireDomains::read,
                            WireDomains::write),
                    new Conversion<>(
                            Wire.DomainCapabilitiesList.getDefaultInstance(),
                            WireDomains::read,
                            WireDomains::write),
                    new Conversion<>(
                            Wire.UpdateNodeRequest.getDefaultInstance(),
                            WireNodes::read,
                            WireNodes::write),
                    new Conversion<>(
                            Wire.UpdateNodeResponse.getDefaultInstance(),
                            WireNodes::read,
                            WireNodes::write),
                    new Conversion<>(
                            Wire.UpdatePeersRequest.getDefaultInstance(),
                            WireNodes::read,
                            WireNodes::write),
                    new Conversion<>(
                            Wire.Event.getDefaultInstance(), WireEvents::read, WireEvents::write),
                    new Conversion<>(
                            Wire.WorkflowId.getDefaultInstance(), WireIds::read, WireIds::write),
                    new Conversion<>(
                            Wire.InstanceIdVariant.getDefaultInstance(),
                            WireIds::read,
                            WireIds::write),
                    new Conversion<>(
                            WireV2.LogRequest.getDefaultInstance(),
                            WireLogs::read,
                            WireLogs::write),
                    new Conversion<>(
                            WireV2.LogResponse.getDefaultInstance(),
                            WireLogs::read,
                            WireLogs::write),
                    new Conversion<>(
                            WireV2.NodeListRequest.getDefaultInstance(),
                            WireInventory::read,
                            WireInventory::listing),
                    new Conversion<>(
                            WireV2.NodeListing.getDefaultInstance(),
                            WireInventory::read,
                            WireInventory::write),
                    new Conversion<>(
                            WireV2.NodeInspection.getDefaultInstance(),
                            WireInventory::read,
                            WireInventory::write),
                    new Conversion<>(
                            WireV2.NodeDetails.getDefaultInstance(),
                            WireInsight::read,
                            WireInsight::write));

    private EveryConversion() {}
}
