package io.edgeless.api.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.rpc.wire.Wire;
import io.edgeless.api.spec.WorkflowFile;
import io.edgeless.api.spec.WorkflowReader;
import io.edgeless.fuzzing.FuzzTarget;

import java.util.Optional;

/// A workflow file that is valid arrives at the controller as the client read it.
final class WorkflowOnWireFuzz implements FuzzTarget {

    @FuzzTest
    @Override
    public void fuzz(byte[] input) throws Exception {
        if (WorkflowReader.read(input) instanceof WorkflowFile.Parsed parsed) {
            var request = new WorkflowRequest(parsed.spec(), Optional.empty());
            byte[] sent = WireWorkflows.write(request).toByteArray();
            assertThat(WireWorkflows.read(Wire.SpawnWorkflowRequest.parseFrom(sent)))
                    .isEqualTo(request);
        }
    }
}
