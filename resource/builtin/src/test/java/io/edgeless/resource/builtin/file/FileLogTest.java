package io.edgeless.resource.builtin.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventContext;
import io.edgeless.api.model.EventKind;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.component.Outcome;
import io.edgeless.component.Resource;
import io.edgeless.component.ResourceHost;
import io.edgeless.component.ResourceProvider;
import io.edgeless.component.ResourceProvider.ResourceStart;
import io.edgeless.world.Clock;
import io.edgeless.world.Counters;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

final class FileLogTest {

    private static final InstanceId SOURCE =
            new InstanceId(new NodeId(new UUID(1, 2)), new PhysicalId(new UUID(3, 4)));
    private static final long AT =
            Instant.parse("2026-11-23T08:57:29Z").getEpochSecond() * 1_000_000_000L + 93_387_716L;

    @TempDir Path folder;

    private final World real = World.real();
    private final Counters counters = new Counters();
    private final FailingDisk disk = new FailingDisk(real.disk());
    private final World world =
            new World(new FixedClock(), real.timers(), real.network(), disk, real.chance());

    private record FixedClock() implements Clock {
        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public long epochNanos() {
            return AT;
        }
    }

    @BeforeEach
    void makeFolders() throws IOException {
        Files.createDirectories(folder.resolve("logs/inner"));
        Files.createDirectories(folder.resolve("node-data"));
    }

    @AfterEach
    void closeTimers() {
        real.timers().close();
    }

    @Test
    void cast_withoutFormat_isThePayloadAsALine() {
        Resource log = started(Map.of("filename", "a.log"));
        assertThat(log.handle(event(EventKind.CAST, "hello"))).isEqualTo(Outcome.NO_REPLY);
        log.handle(event(EventKind.CAST, "two\nlines"));
        assertThat(lines("a.log")).containsExactly("hello", "two", "lines");
        assertThat(counters.counter(FileMetric.FILE_LOG_LINES).total()).isEqualTo(2);
    }

    @Test
    void cast_withTimeAndSource_hasBothInFront() {
        Resource log =
                started(
                        Map.of(
                                "filename", "a.log",
                                "add-timestamp", "false",
                                "add-source-id", ""));
        log.handle(event(EventKind.CAST, "hello"));
        log.handle(event(EventKind.CAST, "again"));
        String prefix =
                "2026-11-23T08:57:29.093387716+00:00 InstanceId(node_id:"
                        + " 00000000-0000-0001-0000-000000000002, function_id:"
                        + " 00000000-0000-0003-0000-000000000004) ";
        assertThat(lines("a.log")).containsExactly(prefix + "hello", prefix + "again");
    }

    @Test
    void call_isWrittenAndAnsweredWithNothing() {
        Resource log = started(Map.of("filename", "a.log"));
        assertThat(log.handle(event(EventKind.CALL, "hello")))
                .isInstanceOfSatisfying(
                        Outcome.Reply.class, reply -> assertThat(reply.payload()).isEmpty());
        assertThat(lines("a.log")).containsExactly("hello");
    }

    @Test
    void cast_intoAnExistingFile_isAddedAtItsEnd() throws IOException {
        Files.writeString(folder.resolve("logs/a.log"), "old\n");
        started(Map.of("filename", "a.log")).handle(event(EventKind.CAST, "new"));
        assertThat(lines("a.log")).containsExactly("old", "new");
    }

    @Test
    void cast_ofTwoLogsIntoOneFile_keepsLinesWhole() throws InterruptedException {
        Resource first = started(Map.of("filename", "a.log"));
        Resource second = started(Map.of("filename", "./inner/../a.log"));
        String text = "x".repeat(5_000);
        List<Thread> writers =
                List.of(
                        Thread.ofVirtual().start(() -> write(first, "1" + text)),
                        Thread.ofVirtual().start(() -> write(second, "2" + text)));
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(lines("a.log")).hasSize(400).allMatch(line -> line.length() == 5_001);
    }

    private static void write(Resource log, String text) {
        for (int i = 0; i < 200; i++) {
            log.handle(event(EventKind.CAST, text));
        }
    }

    @Test
    void cast_toFullDisk_failsAndTheNextOneTriesAgain() {
        Resource log = started(Map.of("filename", "a.log"));
        log.handle(event(EventKind.CAST, "one"));
        disk.failAfter(2);
        assertThat(log.handle(event(EventKind.CALL, "two")))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.reason()).contains("no space"));
        assertThat(counters.counter(FileMetric.FILE_LOG_FAILURES).total()).isEqualTo(1);
        disk.recover();
        log.handle(event(EventKind.CAST, "three"));
        assertThat(lines("a.log")).containsExactly("one", "tw", "three");
    }

    @Test
    void handle_afterClose_failsAndIsCounted() {
        Resource log = started(Map.of("filename", "a.log"));
        log.close();
        assertThat(log.handle(event(EventKind.CAST, "x"))).isInstanceOf(Outcome.Failed.class);
        assertThat(counters.counter(FileMetric.FILE_LOG_FAILURES).total()).isEqualTo(1);
    }

    @Test
    void start_withoutFilename_isRefusedInTheWordsOfV12() {
        ResourceStart start = start(Map.of());
        assertThat(refusal(start))
                .isEqualTo("Invalid resource configuration (Field 'filename' missing)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../a.log",
                "inner/../../a.log",
                "/tmp/a.log",
                "missing/a.log",
                "inner",
                "",
                ".",
                "a\0.log",
                "node.toml",
                "edgeless-data/x",
                "inner/link.log",
                "inner/away/a.log",
                "inner/dangling.log"
            })
    void start_withAPlaceThatIsNotForLogs_isRefused(String name) throws IOException {
        Files.createFile(folder.resolve("outside.log"));
        Files.createDirectories(folder.resolve("away"));
        Path inner = folder.resolve("logs/inner");
        Files.createSymbolicLink(inner.resolve("link.log"), folder.resolve("outside.log"));
        Files.createSymbolicLink(inner.resolve("away"), folder.resolve("away"));
        Files.createSymbolicLink(inner.resolve("dangling.log"), folder.resolve("none.log"));
        Files.createDirectories(folder.resolve("logs/edgeless-data"));

        assertThat(refusal(start(Map.of("filename", name))))
                .startsWith("Invalid resource configuration");
        assertThat(folder.resolve("a.log")).doesNotExist();
        assertThat(folder.resolve("none.log")).doesNotExist();
        assertThat(folder.resolve("away")).isEmptyDirectory();
    }

    @Test
    void start_withALinkThatStaysInside_writesWhereItLeads() throws IOException {
        Path inner = folder.resolve("logs/inner");
        Files.createSymbolicLink(inner.resolve("link.log"), Files.createFile(inner.resolve("b")));
        started(Map.of("filename", "inner/link.log")).handle(event(EventKind.CAST, "x"));
        assertThat(lines("inner/b")).containsExactly("x");
    }

    @Test
    void start_whereTheNodeAllowsIt_writesAnywhereButIntoTheNodesOwnFolder() {
        var settings = new HashMap<String, Object>(Map.of("file_log_absolute", true));
        Path outside = folder.resolve("outside.log");
        ResourceStart start = start(settings, Map.of("filename", outside.toString()));
        assertThat(start).isInstanceOf(ResourceStart.Ready.class);
        assertThat(outside).exists();
        String own = folder.resolve("node-data/agent.log").toString();
        assertThat(refusal(start(settings, Map.of("filename", own)))).contains("EDGELESS itself");
    }

    @Test
    void create_withoutProvider_makesNone() {
        assertThat(providers(new HashMap<>(Map.of("file_log_provider", "")))).isEmpty();
        assertThat(providers(new HashMap<>())).isEmpty();
    }

    @Test
    void create_prefixesTheMachinesNameUnlessToldNotTo() {
        String host = world.network().hostName();
        assertThat(providers(new HashMap<>(Map.of("file_log_provider", "log-1"))))
                .extracting(ResourceProvider::providerId)
                .containsExactly(host + "-log-1");
        assertThat(
                        providers(
                                new HashMap<>(
                                        Map.of(
                                                "file_log_provider",
                                                "log-1",
                                                "prepend_hostname",
                                                false))))
                .extracting(ResourceProvider::providerId)
                .containsExactly("log-1");
    }

    private Resource started(Map<String, String> configuration) {
        ResourceStart start = start(configuration);
        assertThat(start).isInstanceOf(ResourceStart.Ready.class);
        return ((ResourceStart.Ready) start).resource();
    }

    private ResourceStart start(Map<String, String> configuration) {
        return start(new HashMap<>(), configuration);
    }

    private ResourceStart start(Map<String, Object> settings, Map<String, String> configuration) {
        settings.put("file_log_provider", "file-log-1");
        settings.put("file_log_directory", folder.resolve("logs").toString());
        var spec =
                new ResourceSpec(
                        "file-log", configuration, "wf", Optional.empty(), Optional.empty());
        return providers(settings).getFirst().start(spec, host());
    }

    private List<ResourceProvider> providers(Map<String, Object> settings) {
        var reader = SettingsReader.of(settings, "node.toml");
        List<ResourceProvider> providers =
                new FileLogFactory()
                        .create(reader, world, counters, folder.resolve("node-data/resources"));
        assertThat(reader.problems()).isEmpty();
        return providers;
    }

    private ResourceHost host() {
        return new ResourceHost(InstanceId.NONE, "wf", new NoOutputs(), world);
    }

    private static String refusal(ResourceStart start) {
        assertThat(start).isInstanceOf(ResourceStart.Refused.class);
        return ((ResourceStart.Refused) start).refusal().text();
    }

    private static Event event(EventKind kind, String payload) {
        return new Event(
                InstanceId.NONE,
                SOURCE,
                kind,
                0,
                payload.getBytes(StandardCharsets.UTF_8),
                EventContext.NONE);
    }

    private List<String> lines(String name) {
        try {
            return Files.readAllLines(folder.resolve("logs").resolve(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
