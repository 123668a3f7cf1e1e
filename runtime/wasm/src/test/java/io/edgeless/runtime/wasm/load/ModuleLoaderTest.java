package io.edgeless.runtime.wasm.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.Digest;
import io.edgeless.runtime.wasm.Guests;
import io.edgeless.runtime.wasm.TestModule;
import io.edgeless.runtime.wasm.load.ModuleLoader.Loading;
import io.edgeless.world.World;
import io.edgeless.world.simulated.ManualClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

class ModuleLoaderTest {

    private static final Duration DEADLINE = Duration.ofMillis(10);

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ManualClock clock = new ManualClock();
    private final World world = Guests.world();
    private final ModuleCompiler real =
            new ModuleCompiler(
                    WasmSettings.DEFAULT, CodeCache.open(world.disk(), Path.of("cache"), 1 << 20));
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

    /// Modules with a page of memory for each that compile only when they may.
    private final ConcurrentHashMap<Integer, CountDownLatch> gates = new ConcurrentHashMap<>();

    private final AtomicInteger compiling = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger count = new AtomicInteger();
    private final Semaphore begun = new Semaphore(0);
    private final ModuleLoader loader =
            new ModuleLoader(
                    (shape, later) -> {
                        most.accumulateAndGet(compiling.incrementAndGet(), Math::max);
                        count.incrementAndGet();
                        begun.release();
                        waitAtGate(shape.pagesMin());
                        compiling.decrementAndGet();
                        return real.load(shape, later);
                    },
                    clock,
                    DEADLINE);

    @AfterEach
    void close() {
        gates.values().forEach(CountDownLatch::countDown);
        loader.close();
        callers.close();
    }

    @Test
    void sameModule_fromManyCallers_isCompiledOnce() throws Exception {
        CountDownLatch gate = gate(1);
        List<CompletableFuture<Loading>> loads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            loads.add(load(1));
        }
        begun.acquire();
        gate.countDown();

        LoadedModule first = ((Loading.Loaded) loads.getFirst().join()).module();
        assertThat(loads)
                .allSatisfy(load -> assertThat(load.join()).isEqualTo(new Loading.Loaded(first)));
        assertThat(count).hasValue(1);
    }

    @Test
    void differentModules_areCompiledOneAtATime() {
        List<CompletableFuture<Loading>> loads = new ArrayList<>();
        for (int pages = 1; pages <= 8; pages++) {
            loads.add(load(pages));
        }

        assertThat(loads)
                .allSatisfy(load -> assertThat(load.join()).isInstanceOf(Loading.Loaded.class));
        assertThat(most).hasValue(1);
    }

    @Test
    void module_thatTakesTooLong_isRefusedAndTheNextIsLoaded() throws Exception {
        CountDownLatch gate = gate(1);
        CompletableFuture<Loading> slow = load(1);
        begun.acquire();
        CompletableFuture<Loading> next = load(2);
        clock.advance(DEADLINE);

        assertThat(((Loading.Refused) slow.join()).reason())
                .startsWith("the module was not compiled within");
        assertThat(((Loading.Refused) slow.join()).isTemporary()).isTrue();
        assertThat(next.join()).isInstanceOf(Loading.Loaded.class);
        assertThat(load(1).join()).as("still at it").isInstanceOf(Loading.Refused.class);

        gate.countDown();
        await().until(() -> load(1).join() instanceof Loading.Loaded);
    }

    @Test
    void modules_thatTakeTooLong_stopTheLoadingWhileTheyDo() throws Exception {
        CountDownLatch first = gate(1);
        gate(2);
        for (int pages = 1; pages <= 2; pages++) {
            CompletableFuture<Loading> slow = load(pages);
            begun.acquire();
            clock.advance(DEADLINE);
            assertThat(slow.join()).isInstanceOf(Loading.Refused.class);
        }

        assertThat(((Loading.Refused) load(3).join()).reason())
                .isEqualTo(
                        "modules that take too long to compile keep the node busy; try again"
                                + " later");

        first.countDown();
        await().until(() -> load(3).join() instanceof Loading.Loaded);
    }

    @Test
    void compilation_thatThrowsAnything_isRefused() {
        try (ModuleLoader broken =
                new ModuleLoader(
                        (_, _) -> {
                            throw new StackOverflowError();
                        },
                        clock,
                        DEADLINE)) {
            assertThat(((Loading.Refused) broken.load(digest(1), module(1))).reason())
                    .isEqualTo("invalid module: call stack exhausted");
            assertThat(((Loading.Refused) broken.load(digest(1), module(1))).isTemporary())
                    .isFalse();
        }
    }

    @Test
    void compilation_withoutMemory_isRefusedForNow() {
        try (ModuleLoader broken =
                new ModuleLoader(
                        (_, _) -> {
                            throw new OutOfMemoryError("scripted");
                        },
                        clock,
                        DEADLINE)) {
            assertThat(broken.load(digest(1), module(1)))
                    .isEqualTo(new Loading.Refused("the node ran out of memory", true));
        }
    }

    @Test
    void backgroundWork_thatTakesTooLong_holdsUpNoLoad() throws Exception {
        CountDownLatch gate = gate(0);
        CountDownLatch atIt = new CountDownLatch(1);
        Semaphore inTheBackground = new Semaphore(0);
        try (ModuleLoader busy =
                new ModuleLoader(
                        (shape, later) -> {
                            int pages = shape.pagesMin();
                            later.execute(() -> {
                                atIt.countDown();
                                waitAtGate(pages == 1 ? 0 : pages);
                                inTheBackground.release();
                            });
                            return real.load(shape, Runnable::run);
                        },
                        clock,
                        DEADLINE)) {
            assertThat(busy.load(digest(1), module(1))).isInstanceOf(Loading.Loaded.class);
            atIt.await();
            CompletableFuture<Loading> next =
                    CompletableFuture.supplyAsync(() -> busy.load(digest(2), module(2)), callers);
            clock.advance(DEADLINE);

            assertThat(next).succeedsWithin(PATIENCE).isInstanceOf(Loading.Loaded.class);
            inTheBackground.acquire();
            gate.countDown();
            inTheBackground.acquire();
        }
    }

    @Test
    void backgroundWork_thatThrows_endsNothing() {
        try (ModuleLoader failing =
                new ModuleLoader(
                        (shape, later) -> {
                            later.execute(() -> {
                                throw new IllegalStateException("on purpose");
                            });
                            return real.load(shape, Runnable::run);
                        },
                        clock,
                        DEADLINE)) {
            for (int pages = 1; pages <= 3; pages++) {
                assertThat(failing.load(digest(pages), module(pages)))
                        .isInstanceOf(Loading.Loaded.class);
            }
        }
    }

    @Test
    void failure_thatCannotEvenBeDescribed_isARefusal() {
        try (ModuleLoader broken =
                new ModuleLoader(
                        (_, _) -> {
                            throw new Indescribable();
                        },
                        clock,
                        DEADLINE)) {
            CompletableFuture<Loading> load =
                    CompletableFuture.supplyAsync(() -> broken.load(digest(1), module(1)), callers);

            assertThat(load).succeedsWithin(PATIENCE).isInstanceOf(Loading.Refused.class);
        }
    }

    private static final class Indescribable extends RuntimeException {

        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message either");
        }
    }

    @Test
    void close_refusesWhoWaits() throws Exception {
        gate(1);
        CompletableFuture<Loading> waiting = load(1);
        begun.acquire();

        loader.close();

        assertThat(((Loading.Refused) waiting.join()).reason()).isEqualTo("the node is stopping");
    }

    /// Lets no module of so many pages be compiled before it is opened.
    private CountDownLatch gate(int pages) {
        CountDownLatch gate = new CountDownLatch(1);
        gates.put(pages, gate);
        return gate;
    }

    private void waitAtGate(int pages) {
        CountDownLatch gate = gates.get(pages);
        if (gate != null) {
            boolean interrupted = true;
            while (interrupted) {
                try {
                    gate.await();
                    interrupted = false;
                } catch (InterruptedException e) {
                    interrupted = gate.getCount() > 0;
                }
            }
        }
    }

    private CompletableFuture<Loading> load(int pages) {
        return CompletableFuture.supplyAsync(
                () -> loader.load(digest(pages), module(pages)), callers);
    }

    private static byte[] module(int pages) {
        return new TestModule().memory(pages, 8).build();
    }

    private static Digest digest(int pages) {
        return ((io.edgeless.api.model.Binary.Inline)
                        io.edgeless.api.model.Binary.of(module(pages)))
                .digest();
    }
}
