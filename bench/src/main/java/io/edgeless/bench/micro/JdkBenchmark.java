package io.edgeless.bench.micro;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;

/// What the bare JDK needs for the like: the baselines of [EventBenchmark] and [WasmBenchmark].
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JdkBenchmark {

    private static final byte[] PAYLOAD = new byte[100];

    private final Countdown arrived = new Countdown();

    /// From one virtual thread to another through a queue.
    @Benchmark
    @OperationsPerInvocation(EventBenchmark.EVENTS)
    public void queue() throws InterruptedException {
        BlockingQueue<byte[]> queue = new LinkedTransferQueue<>();
        Thread taker = Thread.startVirtualThread(() -> takeAll(queue));
        for (int i = 0; i < EventBenchmark.EVENTS; i++) {
            queue.add(PAYLOAD);
        }
        taker.join();
    }

    private static void takeAll(BlockingQueue<byte[]> queue) {
        try {
            for (int i = 0; i < EventBenchmark.EVENTS; i++) {
                queue.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Virtual threads, each of which starts the next one.
    @Benchmark
    @OperationsPerInvocation(EventBenchmark.EVENTS)
    public void virtualThread() throws InterruptedException {
        arrived.begin(EventBenchmark.EVENTS);
        Thread.startVirtualThread(this::startNext);
        arrived.await(() -> "nothing");
    }

    private void startNext() {
        if (arrived.count()) {
            Thread.startVirtualThread(this::startNext);
        }
    }

    /// A virtual thread asks another and waits for the answer.
    @Benchmark
    @OperationsPerInvocation(EventBenchmark.EVENTS)
    public void rendezvous() throws InterruptedException {
        BlockingQueue<byte[]> questions = new LinkedTransferQueue<>();
        BlockingQueue<byte[]> answers = new LinkedTransferQueue<>();
        Thread answering = Thread.startVirtualThread(() -> answer(questions, answers));
        Thread asking = Thread.startVirtualThread(() -> ask(questions, answers));
        asking.join();
        answering.join();
    }

    private static void ask(BlockingQueue<byte[]> questions, BlockingQueue<byte[]> answers) {
        try {
            for (int i = 0; i < EventBenchmark.EVENTS; i++) {
                questions.add(PAYLOAD);
                answers.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(BlockingQueue<byte[]> questions, BlockingQueue<byte[]> answers) {
        try {
            for (int i = 0; i < EventBenchmark.EVENTS; i++) {
                answers.add(questions.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Copies a message in and its answer out.
    @Benchmark
    public byte[] copies() {
        return PAYLOAD.clone().clone();
    }
}
