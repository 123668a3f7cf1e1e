package io.edgeless.fuzzing;

/// One way by which bytes of somebody else come in. Each implementation is a class of its own named
/// `…Fuzz`, with a constructor without parameters, beside the tests of its module; `fuzz` carries
/// the fuzzer's annotation there. Its seeds lie in the folder `…FuzzInputs/fuzz` of the test
/// resources of the same package, one input each; what was found once stays there.
public interface FuzzTarget {

    /// Takes any bytes. Whatever it throws is a finding.
    void fuzz(byte[] input) throws Exception;

    /// So many changed seeds are tried in every build; fewer where one takes long.
    default int mutantsInBuild() {
        return 250;
    }
}
