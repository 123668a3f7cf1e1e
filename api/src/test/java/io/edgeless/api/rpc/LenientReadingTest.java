package io.edgeless.api.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.EventKind;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.LogLevel;
import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.model.NodeHealth;
import io.edgeless.api.model.NodeStanding;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.PerformanceSamples;
import io.edgeless.api.model.PerformanceSamples.Sample;
import io.edgeless.api.model.StartResult;
import io.edgeless.api.model.StatePolicy;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.rpc.wire.Wire;
import io.edgeless.api.rpc.wire.v2.WireV2;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

/// What is missing, unknown or out of range without making a message unreadable.
class LenientReadingTest {

    @Test
    void event_ofUnknownKind_isAnError() {
        var event = WireEvents.write(Examples.event()).toBuilder();
        event.getMsgBuilder().setEventTypeValue(99);

        assertThat(WireEvents.read(event.build()).kind()).isEqualTo(EventKind.ERROR);
    }

    @Test
    void event_ofAV12Peer_hasNoSourceAndNoDeadline() {
        var event =
                WireEvents.write(Examples.event()).toBuilder()
                        .clearSourceLogical()
                        .clearDeadlineLeftMillis()
                        .build();

        assertThat(WireEvents.read(event).context().source()).isEmpty();
        assertThat(WireEvents.read(event).context().deadlineLeftMillis()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 86_400_001})
    void event_withAnEndlessDeadline_getsADay(long millis) {
        var event =
                WireEvents.write(Examples.event()).toBuilder()
                        .setDeadlineLeftMillis(millis)
                        .build();

        assertThat(WireEvents.read(event).context().deadlineLeftMillis()).isEqualTo(86_400_000);
    }

    @Test
    void event_fromBeforeOrFarFuture_hasATimeThatFits() {
        var event = WireEvents.write(Examples.event()).toBuilder();
        event.getCreatedBuilder().setSecs(Long.MAX_VALUE).setNsecs(-1);
        assertThat(WireEvents.read(event.build()).context().createdEpochNanos())
                .isEqualTo((1L << 33) * 1_000_000_000 + 999_999_999);

        event.getCreatedBuilder().setSecs(Long.MIN_VALUE).setNsecs(0);
        assertThat(WireEvents.read(event.build()).context().createdEpochNanos())
                .isEqualTo(-(1L << 33) * 1_000_000_000);
    }

    @Test
    void times_beforeTheEpoch_passUnchanged() {
        for (long nanos : new long[] {-1, -1_000_000_000, -1_500_000_000, 0, 999_999_999}) {
            assertThat(
                            WireNumbers.epochNanos(
                                    WireNumbers.secsOf(nanos), WireNumbers.nanosOf(nanos)))
                    .isEqualTo(nanos);
        }
    }

    @Test
    void node_ofV12_hasNoExtensions() {
        var request =
                Wire.UpdateNodeRequest.newBuilder().setNodeId(Examples.NODE.toString()).build();

        NodeUpdate update = WireNodes.read(request);

        assertThat(update.capabilities()).isEqualTo(NodeCapabilities.NONE);
        assertThat(update.health()).isEqualTo(NodeHealth.NONE);
        assertThat(update.samples()).isEqualTo(PerformanceSamples.NONE);
        assertThat(update.running()).isEmpty();
        assertThat(update.lease()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -1, -0f})
    void node_withoutAProperFrequency_hasNone(float frequency) {
        var capabilities = Wire.NodeCapabilities.newBuilder().setClockFreqCpu(frequency);
        var request =
                Wire.UpdateNodeRequest.newBuilder()
                        .setNodeId(Examples.NODE.toString())
                        .setCapabilities(capabilities)
                        .build();

        assertThat(WireNodes.read(request).capabilities()).isEqualTo(NodeCapabilities.NONE);
    }

    @Test
    void numbersBeyondSigned_areTheLargestThatFit() {
        var capabilities =
                Wire.NodeCapabilities.newBuilder()
                        .setNumCpus(-1)
                        .setNumCores(Integer.MIN_VALUE)
                        .setMemSize(-1)
                        .setDiskTotSpace(-1)
                        .setNumGpus(-1)
                        .setMemSizeGpu(-1);
        var request =
                Wire.UpdateNodeRequest.newBuilder()
                        .setNodeId(Examples.NODE.toString())
                        .setCapabilities(capabilities)
                        .setRefreshDeadline(-1)
                        .setLeaseMillis(-1)
                        .build();

        NodeUpdate update = WireNodes.read(request);

        int most = Integer.MAX_VALUE;
        assertThat(update.capabilities())
                .isEqualTo(
                        new NodeCapabilities(
                                most, "", 0, most, most, List.of(), false, false, List.of(), most,
                                most, "", most));
        assertThat(update.refreshDeadlineSec()).isEqualTo(1L << 33);
        assertThat(update.lease()).contains(Duration.ofDays(1));
    }

    @Test
    void domain_withNumbersBeyondSigned_isRead() {
        var request =
                Wire.UpdateDomainRequest.newBuilder()
                        .setDomainId("d")
                        .setCapabilities(
                                Wire.DomainCapabilities.newBuilder().setNumNodes(-1).setMemSize(-1))
                        .setRefreshDeadline(Long.MIN_VALUE)
                        .setLeaseMillis(Long.MIN_VALUE)
                        .build();

        var update = WireDomains.read(request);

        assertThat(update.capabilities().numNodes()).isEqualTo(Integer.MAX_VALUE);
        assertThat(update.refreshDeadlineSec()).isEqualTo(1L << 33);
        assertThat(update.lease()).contains(Duration.ofDays(1));
        assertThat(update.components()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -5_000_000})
    void lease_thatIsShort_isNotTakenForNone(long nanos) {
        long millis = WireNumbers.leaseMillis(java.util.Optional.of(Duration.ofNanos(nanos)));

        assertThat(millis).isEqualTo(1);
    }

    @Test
    void lease_beyondAnyNumber_isADay() {
        var endless = Duration.ofSeconds(Long.MAX_VALUE);

        assertThat(WireNumbers.leaseMillis(java.util.Optional.of(endless))).isEqualTo(86_400_000);
    }

    @Test
    void samples_withoutAProperId_areLeftOutAndTheOthersMerged() {
        var sample = Wire.Sample.newBuilder().setSample(0.5).setTimestampSec(3).setTimestampNs(4);
        var samples =
                Wire.NodePerformanceSamples.newBuilder()
                        .addFunctionInitTimes(series("nobody", sample))
                        .addFunctionInitTimes(series(Examples.PHYSICAL.toString(), sample))
                        .addFunctionInitTimes(series(Examples.PHYSICAL.toString(), sample))
                        .addFunctionLogEntries(Wire.FunctionLogEntries.newBuilder().setId(""))
                        .build();

        PerformanceSamples read = WireSamples.read(samples);

        var expected = new Sample(3_000_000_004L, 0.5);
        PhysicalId id = Examples.PHYSICAL;
        assertThat(read.initTimes()).containsOnlyKeys(id);
        assertThat(read.initTimes().get(id)).containsExactly(expected, expected);
        assertThat(read.logEntries()).isEmpty();
    }

    private static Wire.Samples series(String id, Wire.Sample.Builder sample) {
        return Wire.Samples.newBuilder().setId(id).addSamples(sample).build();
    }

    @Test
    void unknownEnumValues_haveTheirDefault() {
        var function = WireComponents.write(Examples.functionSpec()).toBuilder();
        function.getStateSpecificationBuilder().setPolicyValue(9);
        assertThat(WireComponents.read(function.build()).state().policy())
                .isEqualTo(StatePolicy.TRANSIENT);

        assertThat(WireStates.read(Wire.InstanceState.UNRECOGNIZED))
                .isEqualTo(InstanceState.UNKNOWN);
        assertThat(WireStates.read("hibernating")).isEqualTo(InstanceState.UNKNOWN);

        var page = WireLogs.write(Examples.logPage()).toBuilder();
        page.getLinesBuilder(0).setLevelValue(9);
        assertThat(WireLogs.read(page.build()).lines().get(0).level()).isEqualTo(LogLevel.INFO);

        var listing = WireInventory.write(Examples.nodeListing()).toBuilder();
        listing.getNodesBuilder(0).setStandingValue(9);
        assertThat(WireInventory.read(listing.build()).nodes().get(0).standing())
                .isEqualTo(NodeStanding.UNKNOWN);
    }

    @Test
    void reading_thatIsNoNumber_isZero() {
        var details = WireInsight.write(Examples.nodeDetails()).toBuilder();
        details.getMetricsBuilder(0).setValue(Double.NaN);
        assertThat(WireInsight.read(details.build()).metrics().get(0).value()).isZero();
    }

    @Test
    void states_passAsNumberAndText() {
        for (InstanceState state : InstanceState.values()) {
            assertThat(WireStates.read(WireStates.write(state))).isEqualTo(state);
            assertThat(WireStates.read(WireStates.text(state))).isEqualTo(state);
        }
        assertThat(WireStates.text(InstanceState.BACKING_OFF)).isEqualTo("backing_off");
    }

    @Test
    void logQuery_withoutALimit_getsTheDefaultAndNeverTooMany() {
        assertThat(limit(0)).isEqualTo(1_000);
        assertThat(limit(5)).isEqualTo(5);
        assertThat(limit(1_000_000)).isEqualTo(10_000);
        assertThat(limit(-1)).isEqualTo(10_000);
    }

    private static int limit(int wire) {
        return WireLogs.read(WireV2.LogRequest.newBuilder().setLimit(wire).build()).limit();
    }

    @Test
    void start_answeredTwice_countsAsStarted() {
        var both =
                WireComponents.write(
                                new StartResult.Started(
                                        new io.edgeless.api.model.ComponentRef.Logical(
                                                Examples.LOGICAL)))
                        .toBuilder()
                        .setResponseError(Wire.ResponseError.newBuilder().setSummary("no"))
                        .build();

        assertThat(WireComponents.read(both)).isInstanceOf(StartResult.Started.class);
    }

    @Test
    void workflowStatus_ofV12_hasNoReports() {
        var response =
                Wire.SpawnWorkflowResponse.newBuilder()
                        .setWorkflowStatus(
                                Wire.WorkflowInstanceStatus.newBuilder()
                                        .setWorkflowId(WireIds.write(Examples.WORKFLOW))
                                        .addDomainMapping(
                                                Wire.WorkflowFunctionMapping.newBuilder()
                                                        .setName("f")
                                                        .setFunctionId(
                                                                Examples.LOGICAL.toString())))
                        .setResponseError(Wire.ResponseError.newBuilder().setSummary("no"))
                        .build();

        assertThat(WireWorkflows.read(response))
                .isInstanceOfSatisfying(
                        WorkflowResult.Accepted.class,
                        accepted ->
                                assertThat(accepted.status().components().get(0).report())
                                        .isEmpty());
    }

    @Test
    void domainWithoutCapabilities_isLeftOut() {
        var list =
                Wire.DomainCapabilitiesList.newBuilder()
                        .addDomainCapabilities(
                                Wire.DomainCapabilitiesEntry.newBuilder().setDomainId("d"))
                        .build();

        assertThat(WireDomains.read(list)).isEmpty();
    }

    @Test
    void uuids_areReadInEveryForm() {
        var id =
                Wire.InstanceId.newBuilder()
                        .setNodeId(
                                "urn:uuid:"
                                        + Examples.NODE
                                                .toString()
                                                .toUpperCase(java.util.Locale.ROOT))
                        .setFunctionId("{" + Examples.PHYSICAL.toString().replace("-", "") + "}")
                        .build();

        assertThat(WireIds.read("target", id)).isEqualTo(Examples.INSTANCE);
    }

    @Test
    void utf8_isToldFromOtherBytes() {
        assertThat(Utf8.isValid(new byte[0])).isTrue();
        assertThat(Utf8.isValid("aä€😀\u0000".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(Utf8.isValid(new byte[] {(byte) 0xff})).isFalse();
        assertThat(Utf8.isValid(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80})).isFalse();
        assertThat(Utf8.isValid(new byte[] {(byte) 0xc0, (byte) 0x80})).isFalse();
    }
}
