package io.edgeless.bench.micro;

import io.edgeless.api.id.Digest;
import io.edgeless.api.model.Binary;
import io.edgeless.bench.measure.Guest;
import io.edgeless.bench.measure.TemporaryFolder;
import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.PreparedFunction;
import io.edgeless.world.World;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The first load of a module in a fresh process, without and with its compiled code on disk.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init")
public class LoadBenchmark {

    /// Outlives the process, so that the next one finds what this one compiled.
    static final String CACHE = "edgeless.bench.cache";

    private World world;
    private TemporaryFolder empty;
    private FunctionRuntime cold;
    private FunctionRuntime cached;

    /// Called by JMH before the measurement.
    @Setup
    public void open() {
        world = World.real();
        empty = TemporaryFolder.create();
        cold = Wasm.runtime(world, empty.path());
        cached = Wasm.runtime(world, Path.of(System.getProperty(CACHE)));
    }

    /// Called by JMH after the measurement.
    @TearDown
    public void close() {
        cold.close();
        cached.close();
        world.timers().close();
        empty.close();
        world.timers().close();
    }

    /// Checked and compiled.
    @Benchmark
    public PreparedFunction compile() {
        return Wasm.prepare(cold, Guest.KERNEL);
    }

    /// Found on disk.
    @Benchmark
    public PreparedFunction fromDisk() {
        return Wasm.prepare(cached, Guest.KERNEL);
    }

    /// What no way around it can be faster than: reading the code and its digest.
    @Benchmark
    public Digest digest() {
        return Guest.KERNEL.code().binary() instanceof Binary.Inline code
                ? Digest.of(code.bytes())
                : Digest.of(new byte[0]);
    }
}
