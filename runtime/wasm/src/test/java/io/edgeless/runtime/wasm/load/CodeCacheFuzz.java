package io.edgeless.runtime.wasm.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.Limits;
import io.edgeless.component.Outcome;
import io.edgeless.component.PreparedFunction;
import io.edgeless.fuzzing.Choices;
import io.edgeless.fuzzing.FuzzTarget;
import io.edgeless.runtime.wasm.Code;
import io.edgeless.runtime.wasm.Guests;
import io.edgeless.runtime.wasm.ScriptedHost;
import io.edgeless.runtime.wasm.TestModule;
import io.edgeless.runtime.wasm.abi.GuestExport;
import io.edgeless.world.simulated.MemoryDisk;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.Logger;

/// An entry of the cache of compiled modules, as the first byte says: any bytes or a good one with
/// some of them changed, which are not looked into and are gone afterwards; or, once in a while
/// because it is slow, any bytes under a right digest, for which the function is compiled anew.
final class CodeCacheFuzz implements FuzzTarget {

    private static final Path FOLDER = Path.of("cache");
    private static final long BYTES_MAX = 1 << 20;
    private static final int WAYS = 64;
    private static final byte[] MODULE =
            new TestModule()
                    .data(100, new byte[] {7})
                    .body(
                            GuestExport.CALL,
                            Code.code().get(4).i32(100).store(0).get(5).i32(1).store(0).i32(1))
                    .build();

    /// Kept, as the level of a logger that nobody keeps is forgotten. Each bad entry is reported.
    private static final Logger REPORTS = Logger.getLogger("io.edgeless.runtime.wasm.load");

    private final String key;
    private final byte[] good;

    CodeCacheFuzz() {
        REPORTS.setLevel(Level.OFF);
        var disk = new MemoryDisk();
        assertThat(answer(disk, () -> await().until(() -> !disk.list(FOLDER).isEmpty())))
                .isEqualTo(7);
        key = disk.list(FOLDER).getFirst();
        good = disk.read(FOLDER.resolve(key)).orElseThrow();
    }

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        var choices = new Choices(input);
        var disk = new MemoryDisk();
        disk.createFolder(FOLDER);
        switch (choices.below(WAYS)) {
            case 0 -> {
                CodeCache.open(disk, FOLDER, BYTES_MAX).put(key, choices.rest());
                assertThat(answer(disk, () -> {})).isEqualTo(7);
            }
            case 1, 3, 5, 7 -> checkFile(disk, choices.rest());
            default -> checkFile(disk, changed(choices));
        }
    }

    /// An entry on the disk is the very one that was written there, or none.
    private void checkFile(MemoryDisk disk, byte[] file) {
        disk.replace(FOLDER.resolve(key), file);
        boolean isGood = Arrays.equals(file, good);
        assertThat(CodeCache.open(disk, FOLDER, BYTES_MAX).get(key).isPresent()).isEqualTo(isGood);
        assertThat(disk.list(FOLDER)).hasSize(isGood ? 1 : 0);
    }

    private byte[] changed(Choices choices) {
        byte[] changed = Arrays.copyOf(good, good.length - choices.below(3));
        while (choices.hasMore()) {
            int position = choices.below(1 << 16) % changed.length;
            changed[position] ^= (byte) choices.below(256);
        }
        return changed;
    }

    @Override
    public int mutantsInBuild() {
        return 100;
    }

    private static int answer(MemoryDisk disk, Runnable beforeTheEnd) {
        FunctionRuntime runtime = Guests.runtime(WasmSettings.DEFAULT, Guests.world(disk), FOLDER);
        try {
            PreparedFunction prepared = Guests.prepared(runtime, MODULE, Limits.DEFAULT);
            var guest = Guests.instance(prepared, new ScriptedHost());
            return ((Outcome.Reply) guest.call(ScriptedHost.SELF, new byte[0])).payload()[0];
        } finally {
            beforeTheEnd.run();
            runtime.close();
        }
    }
}
