package io.edgeless.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.Digest;
import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.controller.domains.KnownDomain;
import io.edgeless.controller.reconcile.ControllerRecord;
import io.edgeless.controller.reconcile.Removal;
import io.edgeless.controller.workflow.ComponentKind;
import io.edgeless.controller.workflow.Slot;

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

class RecordJsonTest {

    private static final WorkflowId WORKFLOW = new WorkflowId(new UUID(1, 2));
    private static final LogicalId LOGICAL = new LogicalId(new UUID(3, 4));
    private static final DomainId DOMAIN = new DomainId("domain-7000");
    private static final Digest DIGEST = Digest.of(new byte[] {1});

    private final RecordJson json = new RecordJson();

    static Stream<ControllerRecord> records() {
        var removal = new Removal(DOMAIN, LOGICAL, ComponentKind.RESOURCE, true);
        var slot = new Slot("f", ComponentKind.FUNCTION, DOMAIN, LOGICAL, true);
        return Stream.of(
                new ControllerRecord.Accepted(
                        WORKFLOW,
                        Optional.of("r"),
                        spec(),
                        Map.of("f", new StateId(new UUID(5, 6)))),
                new ControllerRecord.Accepted(WORKFLOW, Optional.empty(), spec(), Map.of()),
                new ControllerRecord.Placed(WORKFLOW, 3, List.of(slot)),
                new ControllerRecord.Started(WORKFLOW, 3, "f", LOGICAL),
                new ControllerRecord.Established(WORKFLOW),
                new ControllerRecord.Withdrawn(WORKFLOW),
                new ControllerRecord.Ended(WORKFLOW, "was stopped"),
                new ControllerRecord.Doomed(removal),
                new ControllerRecord.Removed(removal),
                new ControllerRecord.Known(new KnownDomain(DOMAIN, -1L, true, false)),
                new ControllerRecord.Reset(DOMAIN),
                new ControllerRecord.Answered("r", "why"));
    }

    private static WorkflowSpec spec() {
        var code =
                new FunctionClass(
                        "c",
                        "RUST_WASM",
                        "0.1",
                        Optional.of("f.wasm"),
                        new Binary.Stored(DIGEST),
                        List.of("out"));
        var image =
                new FunctionClass("i", "CONTAINER", "1", Optional.empty(), Binary.NONE, List.of());
        return new WorkflowSpec(
                List.of(
                        new WorkflowFunction("f", code, Map.of("out", "g"), Map.of("a", "b")),
                        new WorkflowFunction("g", image, Map.of(), Map.of())),
                List.of(new WorkflowResource("r", "file-log", Map.of(), Map.of("k", "\u00fc"))),
                Map.of("w", "x"));
    }

    @ParameterizedTest
    @MethodSource("records")
    void decode_ofEncoded_isTheSame(ControllerRecord entry) {
        assertThat(json.decode(json.encode(entry))).hasValue(entry);
    }

    /// The text is the format on the disk: what an older version has written must be read.
    @Test
    void encode_hasTheDocumentedForm() {
        var slot = new Slot("f", ComponentKind.FUNCTION, DOMAIN, LOGICAL, true);
        byte[] bytes = json.encode(new ControllerRecord.Placed(WORKFLOW, 3, List.of(slot)));
        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"Placed\":{\"workflow\":\"00000000-0000-0001-0000-000000000002\","
                                + "\"generation\":3,\"slots\":[{\"component\":\"f\","
                                + "\"kind\":\"FUNCTION\",\"domain\":\"domain-7000\","
                                + "\"logical\":\"00000000-0000-0003-0000-000000000004\","
                                + "\"started\":true}]}}");
    }

    @Test
    void encode_ofInlineCode_keepsTheDigestOnly() {
        FunctionClass inline =
                spec().functions()
                        .getFirst()
                        .functionClass()
                        .withBinary(new Binary.Inline(DIGEST, new byte[] {1}));
        var function = new WorkflowFunction("f", inline, Map.of(), Map.of());
        var spec = new WorkflowSpec(List.of(function), List.of(), Map.of());
        var entry = new ControllerRecord.Accepted(WORKFLOW, Optional.empty(), spec, Map.of());
        var read = (ControllerRecord.Accepted) json.decode(json.encode(entry)).orElseThrow();
        assertThat(read.spec().functions().getFirst().functionClass().binary())
                .isEqualTo(new Binary.Stored(DIGEST));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "{\"Reset\":{}}",
                "{\"Doomed\":{\"removal\":{\"kind\":\"RESOURCE\"}}}",
                "[]",
                "{\"Nothing\":{}}",
                "{\"Reset\":7}",
                "{\"Ended\":{\"workflow\":\"x\"}}"
            })
    void decode_ofSomethingElse_isEmpty(String text) {
        assertThat(json.decode(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
}
