package io.edgeless.systemtest.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.model.Refusal;
import io.edgeless.systemtest.cluster.ClusterClient;
import io.edgeless.systemtest.cluster.Flow;
import io.edgeless.systemtest.cluster.Guests;
import io.edgeless.systemtest.cluster.TestCluster;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/// Code that is no function, sent through the whole system: refused with a reason, while a
/// neighbour on the same node is answered.
class BadModuleTest {

    private static final byte[] HEADER = {0, 'a', 's', 'm', 1, 0, 0, 0};

    @TempDir static Path folder;

    private static TestCluster cluster;
    private static ClusterClient client;
    private static AutoCloseable closeNeighbour = () -> {};
    private static Runnable assertNeighbourAnswered = () -> {};

    @BeforeAll
    static void startCluster() {
        cluster = TestCluster.started(folder, 1);
        client = cluster.client();
        Neighbour neighbour = new Neighbour(client);
        closeNeighbour = neighbour;
        assertNeighbourAnswered = neighbour::assertAnswered;
    }

    @AfterAll
    static void stopCluster() throws Exception {
        closeNeighbour.close();
        client.close();
        cluster.close();
    }

    @AfterEach
    void neighbourWasAnswered() {
        assertNeighbourAnswered.run();
        assertThat(client.workflows().list()).hasSize(1);
    }

    private static Refusal refusal(byte[] code) {
        Refusal refusal = client.refusal(new Flow().function("bad", "bad", code));
        assertThat(refusal.summary()).isEqualTo("Request rejected");
        assertThat(refusal.detail()).isPresent();
        return refusal;
    }

    @Test
    void noCode_isRefused() {
        assertThat(refusal(new byte[0]).text()).isNotEmpty();
    }

    @Test
    void textForCode_isRefused() {
        assertThat(refusal("no wasm".getBytes(StandardCharsets.UTF_8)).text()).isNotEmpty();
    }

    @Test
    void moduleWithoutAnything_isRefusedForItsExports() {
        assertThat(refusal(HEADER).text()).contains("memory");
    }

    @Test
    void moduleOfAnotherVersion_isRefused() {
        byte[] code = Guests.example("noop");
        code[4] = 2;

        assertThat(refusal(code).text()).contains("version");
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 25, 50, 75, 99})
    void truncatedModule_isRefused(int percent) {
        byte[] code = Guests.example("noop");

        refusal(Arrays.copyOf(code, code.length * percent / 100));
    }

    @ParameterizedTest
    @CsvSource({"telemetry_log_asm", "handle_init_asm", "handle_stop_asm", "edgeless_mem_alloc"})
    void moduleWithAnotherName_isRefusedForIt(String name) {
        // Of the same length, so that nothing else changes.
        byte[] code = renamed(Guests.example("noop"), name, "x" + name.substring(1));

        Refusal refusal = refusal(code);

        assertThat(refusal.text()).contains(name.substring(1));
    }

    private static byte[] renamed(byte[] code, String from, String to) {
        String text = new String(code, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(from);
        return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "01 05 ff ff ff ff 0f, 4 billion types",
        "04 08 01 70 00 ff ff ff ff 0f, a table of 4 billion entries",
        "05 04 01 00 80 80 04, 4 GiB of memory",
        "01 04 01 60 00 00 03 02 01 00 0a 0a 01 08 01 ff ff ff ff 0f 7f 0b, 4 billion locals",
        "00 ff ff ff ff 0f, a section of 4 GiB"
    })
    void fewBytesThatAskForGigabytes_areRefused(String sections, String what) {
        byte[] asked = HexFormat.ofDelimiter(" ").parseHex(sections);
        byte[] code = Arrays.copyOf(HEADER, HEADER.length + asked.length);
        System.arraycopy(asked, 0, code, HEADER.length, asked.length);

        assertThat(refusal(code).text()).as(what).isNotEmpty();
    }

    @Test
    void randomSections_areRefused() {
        Random random = new Random(4);
        for (int i = 0; i < 20; i++) {
            byte[] code = new byte[64];
            random.nextBytes(code);
            System.arraycopy(HEADER, 0, code, 0, HEADER.length);

            refusal(code);
        }
    }
}
