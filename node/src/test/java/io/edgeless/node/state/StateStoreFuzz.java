package io.edgeless.node.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.api.id.StateId;
import io.edgeless.fuzzing.Allocation;
import io.edgeless.fuzzing.FuzzTarget;
import io.edgeless.world.simulated.MemoryDisk;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.CRC32C;

/// Any bytes as the file of a state: what is loaded is what was written, to the byte; all else is
/// set aside and reported once, or left alone because it is of a newer format.
final class StateStoreFuzz implements FuzzTarget {

    private static final Path FOLDER = Path.of("/data/state");
    private static final StateId ID = new StateId(new UUID(1, 2));
    private static final Path FILE = FOLDER.resolve(ID.toString());
    private static final byte[] FRESH = {1, 2, 3};
    private static final long BYTES_MAX = 1 << 20;

    /// Some copies of a file of 64 KiB.
    private static final long ALLOCATED_MAX = 4 << 20;

    /// Kept, as the level of a logger that nobody keeps is forgotten. Damage is reported each time.
    private static final Logger REPORTS = Logger.getLogger(StateStore.class.getName());

    StateStoreFuzz() {
        REPORTS.setLevel(Level.OFF);
    }

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        var disk = new MemoryDisk();
        disk.replace(FILE, input);
        StateStore store = StateStore.open(disk, FOLDER, BYTES_MAX);
        switch (Allocation.within(ALLOCATED_MAX, () -> store.load(ID))) {
            case StateStore.Result.Loaded(byte[] state) -> checkIsWhatWasWritten(input, state);
            case StateStore.Result.Failed(String reason) -> {
                assertThat(reason).isNotBlank();
                checkIsKept(disk, input);
            }
            case StateStore.Result other -> throw new AssertionError("there is a file: " + other);
        }
        checkGoesOn(disk, store);
    }

    /// All that comes after the header, which names the checksum of exactly that.
    private static void checkIsWhatWasWritten(byte[] file, byte[] state) {
        CRC32C crc = new CRC32C();
        crc.update(state);
        int header = file.length - state.length;
        assertThat(new String(file, 0, header, StandardCharsets.US_ASCII))
                .matches("edgeless-state 1 -?\\d+ " + Long.toHexString(crc.getValue()) + "\n");
        assertThat(Arrays.copyOfRange(file, header, file.length)).isEqualTo(state);
    }

    /// Neither damage nor a newer format is a reason to delete anything.
    private static void checkIsKept(MemoryDisk disk, byte[] file) {
        assertThat(disk.list(FOLDER)).hasSize(1);
        assertThat(disk.read(FOLDER.resolve(disk.list(FOLDER).getFirst()))).hasValue(file);
    }

    /// Where the file is out of the way a new state can be saved, and comes back.
    private static void checkGoesOn(MemoryDisk disk, StateStore store) {
        boolean isNewer = store.load(ID) instanceof StateStore.Result.Failed;
        StateStore.Result saved = store.save(ID, Long.MAX_VALUE, FRESH);
        assertThat(saved instanceof StateStore.Result.Saved).isEqualTo(!isNewer);
        if (!isNewer) {
            StateStore again = StateStore.open(disk, FOLDER, BYTES_MAX);
            assertThat(again.load(ID))
                    .isInstanceOfSatisfying(
                            StateStore.Result.Loaded.class,
                            loaded -> assertThat(loaded.state()).isEqualTo(FRESH));
            assertThat(again.bytes()).isEqualTo(store.bytes());
        }
    }

    @Override
    public int mutantsInBuild() {
        return 1_000;
    }
}
