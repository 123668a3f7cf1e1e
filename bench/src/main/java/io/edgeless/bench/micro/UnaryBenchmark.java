package io.edgeless.bench.micro;

/// The same by the unary rpc, as with nodes of v1.2.
public class UnaryBenchmark extends RemoteBenchmark {

    @Override
    boolean hasStreams() {
        return false;
    }
}
