package io.edgeless.api.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.fuzzing.Allocation;
import io.edgeless.fuzzing.Completeness;
import io.edgeless.fuzzing.FuzzTarget;

import java.util.List;

/// A workflow file: whatever it holds, it is a workflow that is valid, or problems that people can
/// read.
final class WorkflowFileFuzz implements FuzzTarget {

    private static final long ALLOCATED_MAX = 64 << 20;

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        WorkflowFile read = Allocation.within(ALLOCATED_MAX, () -> WorkflowReader.read(input));
        WorkflowFile strict = WorkflowReader.readStrictly(input);
        switch (read) {
            case WorkflowFile.Parsed parsed -> {
                Completeness.check(parsed);
                assertThat(WorkflowValidation.check(parsed.spec())).noneMatch(Problem::isError);
                assertThat(WorkflowReader.read(input)).isEqualTo(parsed);
                checkLines(parsed.warnings());
            }
            case WorkflowFile.Invalid(List<Problem> problems) -> {
                assertThat(problems).anyMatch(Problem::isError);
                assertThat(strict).isInstanceOf(WorkflowFile.Invalid.class);
                checkLines(problems);
            }
        }
        if (strict instanceof WorkflowFile.Parsed parsed) {
            assertThat(parsed).isEqualTo(read);
        }
    }

    private static void checkLines(List<Problem> problems) {
        assertThat(problems)
                .allSatisfy(problem -> {
                    assertThat(problem.message()).isNotBlank();
                    assertThat(problem.toString().chars()).noneMatch(Character::isISOControl);
                });
    }
}
