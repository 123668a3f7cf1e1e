package io.edgeless.runtime.wasm.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.component.FunctionInstance;
import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.Limits;
import io.edgeless.component.Outcome;
import io.edgeless.runtime.wasm.Code;
import io.edgeless.runtime.wasm.Guests;
import io.edgeless.runtime.wasm.ScriptedHost;
import io.edgeless.runtime.wasm.TestModule;
import io.edgeless.runtime.wasm.abi.GuestExport;
import io.edgeless.world.World;
import io.edgeless.world.simulated.MemoryDisk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

class CodeCacheTest {

    private static final Path FOLDER = Path.of("cache");
    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);
    private static final String C = "c".repeat(64);

    private final MemoryDisk disk = new MemoryDisk();

    @Test
    void entry_isFoundAgain_alsoAfterReopening() {
        CodeCache cache = open(1000);
        cache.put(A, new byte[] {1, 2, 3});

        assertThat(cache.get(A)).contains(new byte[] {1, 2, 3});
        assertThat(open(1000).get(A)).contains(new byte[] {1, 2, 3});
        assertThat(cache.get(B)).isEmpty();
    }

    @Test
    void entry_tornOrChangedAnywhere_isAMissAndReplaced() {
        open(1000).put(A, new byte[] {1, 2, 3});
        byte[] whole = disk.read(FOLDER.resolve(A)).orElseThrow();
        for (int i = 0; i < whole.length; i += 3) {
            byte[] changed = whole.clone();
            changed[i] = (byte) (changed[i] ^ 1);
            for (byte[] broken : new byte[][] {Arrays.copyOf(whole, i), changed}) {
                disk.replace(FOLDER.resolve(A), broken);
                CodeCache cache = open(1000);
                assertThat(cache.get(A)).isEmpty();
                assertThat(disk.list(FOLDER)).isEmpty();
                cache.put(A, new byte[] {4});
                assertThat(cache.get(A)).contains(new byte[] {4});
            }
        }
    }

    @Test
    void entry_renamed_isAMiss() {
        open(1000).put(A, new byte[] {1, 2, 3});
        disk.rename(FOLDER.resolve(A), FOLDER.resolve(B));

        assertThat(open(1000).get(B)).isEmpty();
    }

    @Test
    void entries_aboveTheBound_goByLastUse() {
        CodeCache cache = open(3 * 42);
        cache.put(A, new byte[10]);
        cache.put(B, new byte[10]);
        cache.put(C, new byte[10]);
        assertThat(cache.get(A)).isPresent();

        cache.put("d".repeat(64), new byte[20]);

        assertThat(cache.get(A)).isPresent();
        assertThat(cache.get(B)).isEmpty();
        assertThat(cache.get(C)).isEmpty();
        assertThat(disk.list(FOLDER)).containsExactly(A, "d".repeat(64));
    }

    @Test
    void cache_openedWithASmallerBound_shrinks() {
        CodeCache cache = open(1000);
        cache.put(A, new byte[100]);
        cache.put(B, new byte[100]);

        open(200);

        assertThat(disk.list(FOLDER)).hasSize(1);
    }

    @Test
    void entry_largerThanTheBound_isNotKept() {
        CodeCache cache = open(100);
        cache.put(A, new byte[69]);

        assertThat(cache.get(A)).isEmpty();
    }

    @Test
    void otherFiles_inTheFolder_areRemoved() {
        disk.createFolder(FOLDER);
        disk.replace(FOLDER.resolve(A + ".new"), new byte[] {1});
        disk.replace(FOLDER.resolve("x"), new byte[] {1});

        open(1000);

        assertThat(disk.list(FOLDER)).isEmpty();
    }

    @Test
    void fullDisk_isNoFailure() {
        CodeCache cache = open(1000);
        disk.limitSpace(0);

        cache.put(A, new byte[10]);

        assertThat(cache.get(A)).isEmpty();
    }

    @Test
    void failure_isOneLine_andNoneWhenTheNodeIsClosing() {
        CodeCache cache = open(1000);
        disk.limitSpace(0);
        List<LogRecord> said = new ArrayList<>();
        Logger logger = Logger.getLogger(CodeCache.class.getName());
        Handler handler = handler(said);
        logger.addHandler(handler);
        try {
            cache.put(A, new byte[10]);
            Thread.currentThread().interrupt();
            cache.put(B, new byte[10]);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
            logger.removeHandler(handler);
        }

        assertThat(said)
                .singleElement()
                .satisfies(record -> {
                    assertThat(record.getLevel()).isEqualTo(Level.WARNING);
                    assertThat(record.getThrown()).isNull();
                    assertThat(record.getParameters()).hasSize(2);
                });
    }

    private static Handler handler(List<LogRecord> said) {
        return new Handler() {
            @Override
            public void publish(LogRecord record) {
                said.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void key_dependsOnTheModule() {
        assertThat(CodeCache.key(new byte[] {1})).isNotEqualTo(CodeCache.key(new byte[] {2}));
        assertThat(CodeCache.key(new byte[] {1})).isEqualTo(CodeCache.key(new byte[] {1}));
    }

    @Test
    void runtime_startedAgain_usesWhatTheFirstCompiled() {
        String entry = firstEntry();
        byte[] before = disk.read(FOLDER.resolve(entry)).orElseThrow();
        long forces = disk.forces();

        assertThat(answer()).isEqualTo(7);

        assertThat(disk.list(FOLDER)).containsExactly(entry);
        assertThat(disk.read(FOLDER.resolve(entry))).contains(before);
        assertThat(disk.forces()).isEqualTo(forces);
    }

    @ParameterizedTest
    @ValueSource(strings = {"torn", "code of another", "no code"})
    void runtime_withABadEntry_compilesAndReplacesIt(String how) {
        String entry = firstEntry();
        byte[] good = disk.read(FOLDER.resolve(entry)).orElseThrow();
        if (how.equals("torn")) {
            disk.replace(FOLDER.resolve(entry), Arrays.copyOf(good, good.length / 2));
        } else {
            byte[] other = how.equals("no code") ? new byte[] {1, 2, 3} : Arrays.copyOf(good, 99);
            open(1 << 20).put(entry, other);
        }

        assertThat(answerAndKeep(good.length)).isEqualTo(7);
    }

    @Test
    void runtime_onAFullDisk_runsTheFunction() {
        disk.limitSpace(0);

        assertThat(answer()).isEqualTo(7);
    }

    @Test
    void folder_isForThisUserOnly(@TempDir Path temporary) throws IOException {
        Path folder = temporary.resolve("wasm");
        World world = World.real();
        CodeCache.open(world.disk(), folder, 1000).put(A, new byte[] {1});
        world.timers().close();

        assertThat(Files.getPosixFilePermissions(folder))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    private String firstEntry() {
        assertThat(answerAndKeep(1)).isEqualTo(7);
        return disk.list(FOLDER).getFirst();
    }

    private int answerAndKeep(int bytesMin) {
        return answer(() ->
                await().until(() ->
                        disk.list(FOLDER).stream()
                                .map(FOLDER::resolve)
                                .mapToLong(file -> disk.plainFileBytes(file).orElse(0))
                                .anyMatch(size -> size >= bytesMin)));
    }

    private int answer() {
        return answer(() -> {});
    }

    /// Starts a runtime, lets a function answer a call with one byte, and stops it all.
    private int answer(Runnable beforeTheEnd) {
        World world = Guests.world(disk);
        FunctionRuntime runtime = Guests.runtime(WasmSettings.DEFAULT, world, FOLDER);
        TestModule module =
                new TestModule()
                        .data(100, new byte[] {7})
                        .body(
                                GuestExport.CALL,
                                Code.code().get(4).i32(100).store(0).get(5).i32(1).store(0).i32(1));
        try {
            FunctionInstance guest =
                    Guests.instance(
                            Guests.prepared(runtime, module.build(), Limits.DEFAULT),
                            new ScriptedHost());
            Outcome outcome = guest.call(ScriptedHost.SELF, new byte[0]);
            return ((Outcome.Reply) outcome).payload()[0];
        } finally {
            beforeTheEnd.run();
            runtime.close();
        }
    }

    private CodeCache open(long bytesMax) {
        return CodeCache.open(disk, FOLDER, bytesMax);
    }
}
