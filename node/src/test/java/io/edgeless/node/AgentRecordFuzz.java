package io.edgeless.node;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.fuzzing.FuzzTarget;
import io.edgeless.fuzzing.RoundTrip;

/// Any bytes as a record of the store: none, or one that is complete and can be written and read
/// again.
final class AgentRecordFuzz implements FuzzTarget {

    private final AgentRecords codec = new AgentRecords();

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        RoundTrip.check(input, codec::decode, codec::encode);
    }

    @Override
    public int mutantsInBuild() {
        return 1_000;
    }
}
