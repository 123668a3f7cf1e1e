package io.edgeless.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.api.spec.Problem;
import io.edgeless.api.spec.WorkflowValidation;
import io.edgeless.controller.reconcile.ControllerRecord;
import io.edgeless.fuzzing.Allocation;
import io.edgeless.fuzzing.Completeness;
import io.edgeless.fuzzing.FuzzTarget;

import java.util.Map;
import java.util.Optional;

/// Any bytes as the file in which a v1.2 controller saved its workflows: those that are valid, and
/// a problem for each of the others.
final class SavedWorkflowsFuzz implements FuzzTarget {

    private static final RecordJson CODEC = new RecordJson();

    private static final long ALLOCATED_MAX = 64 << 20;

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        SavedWorkflows saved = Allocation.within(ALLOCATED_MAX, () -> SavedWorkflows.read(input));
        Completeness.check(saved);
        saved.workflows()
                .forEach((id, spec) -> {
                    assertThat(WorkflowValidation.check(spec)).noneMatch(Problem::isError);
                    var adopted =
                            new ControllerRecord.Accepted(id, Optional.empty(), spec, Map.of());
                    byte[] stored = CODEC.encode(adopted);
                    assertThat(CODEC.decode(stored).map(CODEC::encode)).hasValue(stored);
                });
    }
}
