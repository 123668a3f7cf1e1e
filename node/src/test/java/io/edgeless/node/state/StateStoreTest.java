package io.edgeless.node.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeless.api.id.StateId;
import io.edgeless.world.Disk;
import io.edgeless.world.DiskException;
import io.edgeless.world.simulated.MemoryDisk;
import io.edgeless.world.simulated.SeededChance;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class StateStoreTest {

    private static final Path FOLDER = Path.of("/data/state");
    private static final StateId ID = new StateId(new UUID(1, 1));
    private static final StateId OTHER = new StateId(new UUID(2, 2));
    private static final long BYTES_MAX = 1000;

    private final MemoryDisk disk = new MemoryDisk();
    private StateStore store = open();

    private StateStore open() {
        return StateStore.open(disk, FOLDER, BYTES_MAX);
    }

    private void save(long epoch, String state) {
        assertThat(store.save(ID, epoch, bytes(state))).isEqualTo(new StateStore.Result.Saved());
    }

    private void assertLoaded(String state) {
        assertThat(store.load(ID))
                .isInstanceOfSatisfying(
                        StateStore.Result.Loaded.class,
                        loaded -> assertThat(loaded.state()).asString().isEqualTo(state));
    }

    private String failure(StateStore.Result result) {
        assertThat(result).isInstanceOf(StateStore.Result.Failed.class);
        return ((StateStore.Result.Failed) result).reason();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] file() {
        return disk.read(FOLDER.resolve(ID.toString())).orElseThrow();
    }

    // ---- what was set aside -----------------------------------------------------------------

    private void setAside(StateId id, int size) {
        disk.replace(FOLDER.resolve(id.toString()), new byte[size]);
        store = open();
        assertThat(failure(store.load(id))).contains("damaged");
    }

    @Test
    void setAside_countsTowardsTheBound_alsoAfterReopening() {
        setAside(OTHER, 700);

        assertThat(store.bytes()).isEqualTo(700);
        assertThat(store.ids()).isEmpty();
        assertThat(open().bytes()).isEqualTo(700);
    }

    @Test
    void setAside_twice_countsOnce() {
        setAside(OTHER, 700);
        setAside(OTHER, 300);

        assertThat(store.bytes()).isEqualTo(300);
        assertThat(open().bytes()).isEqualTo(300);
    }

    @Test
    void setAside_makesRoomForASave() {
        setAside(OTHER, 700);

        save(1, "x".repeat(500));

        assertThat(disk.list(FOLDER)).containsExactly(ID.toString());
        assertThat(store.bytes()).isEqualTo(file().length);
    }

    @Test
    void setAside_staysWhenThereIsRoom() {
        setAside(OTHER, 300);

        save(1, "x".repeat(500));

        assertThat(disk.list(FOLDER)).contains(OTHER + ".damaged");
    }

    @Test
    void save_thatIsTooLargeAnyway_isRefusedAndCountsNothing() {
        setAside(OTHER, 300);

        assertThat(failure(store.save(ID, 1, new byte[2_000]))).contains("states_mib_max");

        assertThat(store.bytes()).isEqualTo(300);
        assertThat(disk.list(FOLDER)).contains(OTHER + ".damaged");
    }

    @Test
    void delete_alsoRemovesWhatWasSetAside() {
        setAside(OTHER, 300);

        assertThat(store.delete(OTHER)).isEmpty();

        assertThat(disk.list(FOLDER)).isEmpty();
        assertThat(store.bytes()).isZero();
    }

    // ---- saving and loading -----------------------------------------------------------------

    @Test
    void load_ofWhatWasNeverSaved_isAbsent() {
        assertThat(store.load(ID)).isEqualTo(new StateStore.Result.Absent());
    }

    @Test
    void save_survivesACrashOfTheMachine() {
        save(1, "seven");
        disk.crash(new SeededChance(1));

        store = open();

        assertLoaded("seven");
        assertThat(store.ids()).containsExactly(ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "a\nb", "edgeless-state 1 0 0\n"})
    void everyState_comesBackAsItWas(String state) {
        save(0, state);

        assertLoaded(state);
    }

    @Test
    void saves_replaceEachOther() {
        save(1, "a long state that is replaced");
        long first = store.bytes();
        save(1, "short");

        assertLoaded("short");
        assertThat(store.bytes()).isLessThan(first).isEqualTo(file().length);
    }

    @Test
    void file_hasTheDocumentedForm() {
        save(3, "123456789");

        // The check value of CRC-32C.
        assertThat(file()).asString().isEqualTo("edgeless-state 1 3 e3069283\n123456789");
    }

    @Test
    void saves_ofManyThreads_leaveOneWholeState() throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        for (int i = 0; i < 50; i++) {
            String state = "x".repeat(i);
            threads.execute(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                save(1, state);
            });
        }
        start.countDown();
        threads.close();

        assertThat(store.load(ID)).isInstanceOf(StateStore.Result.Loaded.class);
        assertThat(store.bytes()).isEqualTo(file().length);
    }

    // ---- epochs -----------------------------------------------------------------------------

    @Test
    void save_ofAnOlderEpoch_isRefusedAndTheNewerStays() {
        save(2, "new");

        assertThat(failure(store.save(ID, 1, bytes("old"))))
                .isEqualTo("epoch 1 is older than epoch 2 that saved it");
        assertLoaded("new");
    }

    @Test
    void save_ofAnOlderEpoch_isRefusedAfterAReopeningToo() {
        save(2, "new");
        store = open();

        assertThat(failure(store.save(ID, 1, bytes("old")))).contains("older");
        assertThat(store.save(ID, 2, bytes("same"))).isEqualTo(new StateStore.Result.Saved());
    }

    // ---- a bad disk -------------------------------------------------------------------------

    @Test
    void save_onAFullDisk_failsAndTheOldStateStays() {
        save(1, "old");
        long before = store.bytes();
        disk.limitSpace(3);

        assertThat(failure(store.save(ID, 1, bytes("a new and longer one")))).contains("no space");

        assertLoaded("old");
        assertThat(store.bytes()).isEqualTo(before);
    }

    @Test
    void save_thatCannotBeForced_fails() {
        disk.breakForcing(true);

        assertThat(failure(store.save(ID, 1, bytes("x")))).contains("input/output error");
        assertThat(store.bytes()).isZero();
    }

    @Test
    void open_onADiskThatFails_throws() {
        Disk dead =
                (Disk)
                        Proxy.newProxyInstance(
                                Disk.class.getClassLoader(),
                                new Class<?>[] {Disk.class},
                                (proxy, method, arguments) -> {
                                    throw new DiskException("input/output error");
                                });

        assertThatThrownBy(() -> StateStore.open(dead, FOLDER, BYTES_MAX))
                .isInstanceOf(DiskException.class);
    }

    @Test
    void damage_atEveryByte_isNeverLoaded() {
        save(1, "seven");
        byte[] whole = file();
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x20;
            disk.replace(FOLDER.resolve(ID.toString()), damaged);
            store = open();

            StateStore.Result result = store.load(ID);
            // A flipped epoch or letter case of a checksum cannot be told from a right one.
            if (result instanceof StateStore.Result.Loaded(byte[] state)) {
                assertThat(state).asString().isEqualTo("seven");
            } else {
                assertThat(failure(result)).contains(ID.toString());
            }
        }
    }

    @Test
    void cut_atEveryByte_isNeverLoaded() {
        save(1, "seven");
        byte[] whole = file();
        for (int length = 0; length < whole.length; length++) {
            disk.replace(FOLDER.resolve(ID.toString()), Arrays.copyOf(whole, length));
            store = open();

            assertThat(failure(store.load(ID))).contains("damaged");
        }
    }

    @Test
    void damagedState_isSetAsideReportedOnceAndThenAbsent() {
        disk.replace(FOLDER.resolve(ID.toString()), bytes("garbage"));
        store = open();

        assertThat(failure(store.load(ID)))
                .isEqualTo(
                        "the saved state 00000000-0000-0001-0000-000000000001 is damaged: it has no"
                                + " header; it was set aside as"
                                + " /data/state/00000000-0000-0001-0000-000000000001.damaged, the"
                                + " function begins anew");
        assertThat(store.load(ID)).isEqualTo(new StateStore.Result.Absent());
        assertThat(disk.read(FOLDER.resolve(ID + ".damaged")).orElseThrow())
                .asString()
                .isEqualTo("garbage");
        assertThat(store.bytes()).isEqualTo("garbage".length());
    }

    @Test
    void save_overADamagedState_setsThatAsideFirst() {
        disk.replace(FOLDER.resolve(ID.toString()), bytes("garbage"));
        store = open();

        save(1, "new");

        assertLoaded("new");
        assertThat(disk.list(FOLDER)).contains(ID + ".damaged");
        assertThat(open().ids()).containsExactly(ID);
    }

    @Test
    void stateOfANewerFormat_isRefusedAndLeftAlone() {
        byte[] newer = bytes("edgeless-state 2 something else\nnew things");
        disk.replace(FOLDER.resolve(ID.toString()), newer);
        store = open();

        assertThat(failure(store.load(ID))).contains("format 2").contains("newer version");
        assertThat(failure(store.save(ID, 9, bytes("x")))).contains("format 2");
        assertThat(file()).isEqualTo(newer);
    }

    // ---- bounds and the end -----------------------------------------------------------------

    @Test
    void statesBeyondTheBound_areRefusedAndTheOthersStay() {
        assertThat(store.save(OTHER, 1, new byte[700])).isEqualTo(new StateStore.Result.Saved());

        assertThat(failure(store.save(ID, 1, new byte[300])))
                .contains("1000 bytes")
                .contains("states_mib_max");
        save(1, "small");
        assertThat(store.load(OTHER)).isInstanceOf(StateStore.Result.Loaded.class);
    }

    @Test
    void state_thatShrinks_isSavedAlsoBeyondTheBound() {
        save(1, "a state that was saved under a higher bound");
        store = StateStore.open(disk, FOLDER, 10);

        save(1, "less");
    }

    @Test
    void delete_leavesNothing() {
        save(1, "seven");

        assertThat(store.delete(ID)).isEmpty();

        assertThat(store.load(ID)).isEqualTo(new StateStore.Result.Absent());
        assertThat(disk.list(FOLDER)).isEmpty();
        assertThat(store.bytes()).isZero();
        assertThat(store.delete(ID)).isEmpty();
    }

    @Test
    void delete_makesRoomForLowerEpochs() {
        save(5, "seven");
        store.delete(ID);

        save(1, "anew");
    }

    @Test
    void foreignFiles_areLeftAlone() {
        disk.replace(FOLDER.resolve("readme.txt"), bytes("mine"));

        assertThat(open().ids()).isEmpty();
        assertThat(disk.list(FOLDER)).containsExactly("readme.txt");
    }
}
