package io.edgeless.bench.measure;

import io.edgeless.api.model.Binary;
import io.edgeless.api.model.FunctionClass;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/// A function that is measured; the sources are in `functions/bench`.
public record Guest(String name, List<String> outputs) {

    /// Passes every cast on to `out`, and sends back what it is called with.
    public static final Guest BALL = new Guest("ball", List.of("out", "log"));

    /// Calls `out` again and again.
    public static final Guest CALLER = new Guest("caller", List.of("out", "log"));

    /// Computes.
    public static final Guest KERNEL = new Guest("kernel", List.of("log"));

    /// Answers HTTP requests.
    public static final Guest ANSWER = new Guest("answer", List.of());

    public Guest {
        outputs = List.copyOf(outputs);
    }

    /// The class with its code.
    public FunctionClass code() {
        String file = name + ".wasm";
        return new FunctionClass(
                "bench_" + name,
                "RUST_WASM",
                "0.1",
                Optional.of(file),
                Binary.of(bytes("/io/edgeless/bench/guests/" + file)),
                outputs);
    }

    private static byte[] bytes(String resource) {
        try (InputStream stream = Guest.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new BenchException("the build left out " + resource);
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new BenchException("cannot read " + resource, e);
        }
    }
}
