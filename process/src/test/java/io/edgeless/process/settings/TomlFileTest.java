package io.edgeless.process.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.world.Disk;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;
import io.edgeless.world.simulated.MemoryDisk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;

class TomlFileTest {

    private static final Path FOLDER = Path.of("/etc/edgeless");
    private static final Disk DISK = new MemoryDisk();

    private static final String SAMPLE =
            """
            name = "a" # comment
            [general]
            port = 7005
            share = 0.5
            on = true
            hosts = ["x", "y"]
            [[nested.list]]
            id = "first"
            [[nested.list]]
            id = 'second'
            """;

    private TomlFile.Result read(byte[] content) {
        Path file = FOLDER.resolve("node.toml");
        DISK.replace(file, content);
        return TomlFile.read(DISK, file);
    }

    private TomlFile.Result read(String content) {
        return read(content.getBytes(StandardCharsets.UTF_8));
    }

    private String problem(String content) {
        return read(content) instanceof TomlFile.Result.Broken(String message) ? message : "none";
    }

    @Test
    void read_givesAllKindsOfValues() {
        var parsed = (TomlFile.Result.Parsed) read(SAMPLE);
        SettingsReader settings = parsed.settings();

        assertThat(settings.string("name", "")).isEqualTo("a");
        SettingsReader general = settings.table("general");
        assertThat(general.integer("port", 0, 0, 65_535)).isEqualTo(7005);
        assertThat(general.number("share", 0)).isEqualTo(0.5);
        assertThat(general.flag("on", false)).isTrue();
        assertThat(general.strings("hosts")).containsExactly("x", "y");
        assertThat(settings.table("nested").tables("list"))
                .extracting(table -> table.requiredString("id"))
                .containsExactly("first", "second");
        assertThat(settings.problems()).isEmpty();
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void read_ofAnEmptyFile_isParsed() {
        assertThat(read("")).isInstanceOf(TomlFile.Result.Parsed.class);
    }

    @Test
    void read_ofAMissingFile_saysHowToGetOne() {
        Path file = FOLDER.resolve("nothing.toml");

        assertThat(TomlFile.read(DISK, file))
                .isEqualTo(
                        new TomlFile.Result.Broken(
                                file
                                        + ": there is no such file; write one from the template"
                                        + " with -t "
                                        + file));
    }

    @Test
    void read_ofAFolder_isBroken(@TempDir Path folder) {
        assertThat(TomlFile.read(World.real().disk(), folder))
                .isInstanceOfSatisfying(
                        TomlFile.Result.Broken.class,
                        broken -> assertThat(broken.message()).startsWith(folder + ": "));
    }

    @Test
    void syntaxError_isNamedWithItsLine() {
        assertThat(problem("a = 1\nb = \nc = 3\n")).contains("node.toml:2: ");
        assertThat(problem("a = 1\n[unclosed\n")).contains("node.toml:2: ");
        assertThat(problem("a = \"open\n")).contains("node.toml:1: ");
        assertThat(problem("a = 1\n\na = 2\n")).contains("node.toml:3: ").contains("uplicate");
    }

    @Test
    void values_wrong_areNamedWithTheirLines() {
        String toml =
                """
                top = 1
                [general]
                # comment = 1
                url = 5 # why not
                "quoted" = 2
                nested.key = 3
                [[list]]
                id = 4
                [[list]]
                id = 5
                """;

        var settings = ((TomlFile.Result.Parsed) TomlFile.parse(toml, "node.toml")).settings();
        settings.string("top", "");
        settings.table("general").string("url", "");
        settings.table("general").string("quoted", "");
        settings.table("general").table("nested").string("key", "");
        settings.table("general").requiredString("none");
        settings.tables("list").forEach(table -> table.string("id", ""));

        assertThat(settings.problems())
                .containsExactly(
                        "node.toml:1: top must be a text, but is 1",
                        "node.toml:4: general.url must be a text, but is 5",
                        "node.toml:5: general.quoted must be a text, but is 2",
                        "node.toml:6: general.nested.key must be a text, but is 3",
                        "node.toml: general.none is missing; add it (a template is written by -t"
                                + " FILE)",
                        "node.toml:8: list[0].id must be a text, but is 4",
                        "node.toml:10: list[1].id must be a text, but is 5");
    }

    @ParameterizedTest
    @ValueSource(ints = {33, 1_000, 80_000})
    void deepNesting_isBroken(int depth) {
        assertThat(read("a = " + "[".repeat(depth) + "]".repeat(depth)))
                .isInstanceOf(TomlFile.Result.Broken.class);
        assertThat(read("a = " + "{b=".repeat(depth) + "1" + "}".repeat(depth)))
                .isInstanceOf(TomlFile.Result.Broken.class);
        assertThat(read("a" + ".a".repeat(depth) + " = 1"))
                .isInstanceOf(TomlFile.Result.Broken.class);
    }

    @Test
    void modestNesting_isParsed() {
        assertThat(read("a.b = [[{c.d = 1}]]")).isInstanceOf(TomlFile.Result.Parsed.class);
    }

    @Test
    void hugeFile_isBroken() {
        assertThat(problem("#".repeat(1 << 20))).contains("is larger than");
    }

    @Test
    void randomBytes_neverThrow() {
        var random = new Random(7);
        byte[] sample = SAMPLE.getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 3_000; round++) {
            byte[] mutant = sample.clone();
            int changes = 1 + random.nextInt(4);
            for (int change = 0; change < changes; change++) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
            }
            assertThat(read(mutant)).isNotNull();
        }
    }
}
